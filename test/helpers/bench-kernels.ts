import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { Kernels } from '../../src/kernels/kernel.ts';
import { openKernels } from '../../src/kernels/runtime/wasm-kernels.ts';
import { temporaryFolder } from './run-cli.ts';

const ROOT = join(import.meta.dirname, '..', '..');

/** Compiles the bench's kernels, as `npm run build:bench-kernels` does, and opens them; the caller closes them. */
export function openCompiledBenchKernels(threads: number): Kernels {
  const wasm = join(temporaryFolder(), 'kernels.wasm');
  const run = spawnSync(
    join(ROOT, 'node_modules', '.bin', 'asc'),
    [
      join('bench', 'kernels', 'assembly', 'index.ts'),
      '--config',
      join('src', 'kernels', 'assembly', 'asconfig.json'),
      '--outFile',
      wasm,
    ],
    { cwd: ROOT, encoding: 'utf8' },
  );
  if (run.status !== 0) throw new Error(`bench/kernels: ${run.stdout}${run.stderr}`);
  return openKernels(threads, wasm);
}
