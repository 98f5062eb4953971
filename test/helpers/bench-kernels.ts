import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { Kernels } from '../../src/kernels/kernel.ts';
import { openKernels } from '../../src/kernels/runtime/wasm-kernels.ts';
import { ROOT } from './folders.ts';
import { onceARun } from './run/once-a-run.ts';

/** Compiles the bench's kernels, as `npm run build:bench-kernels` does, and opens them; the caller closes them. */
export function openCompiledBenchKernels(threads: number): Kernels {
  return openKernels(threads, onceARun('bench-kernels', compile));
}

function compile(shared: string): string {
  const wasm = join(shared, 'kernels.wasm');
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
  return wasm;
}
