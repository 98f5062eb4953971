import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from './folders.ts';

/** Compiles the harness and the readers, as `npm run fuzz` does. */
export function buildFuzz(): void {
  const compiler = join(ROOT, 'node_modules', '.bin', 'tsc');
  const run = spawnSync(compiler, ['-p', 'tsconfig.fuzz.json'], { cwd: ROOT, encoding: 'utf8' });
  if (run.status !== 0) throw new Error(`tsconfig.fuzz.json: ${run.stdout}${run.stderr}`);
}

/** Runs the compiled harness. */
export function runFuzz(...args: readonly string[]): { code: number | null; stdout: string; stderr: string } {
  const program = join(ROOT, 'dist-fuzz', 'scripts', 'fuzz', 'index.js');
  const run = spawnSync(process.execPath, [program, ...args], { cwd: ROOT, encoding: 'utf8', maxBuffer: 64 * 2 ** 20 });
  return { code: run.status, stdout: run.stdout, stderr: run.stderr };
}

/** Columns of a reader's line. */
export function verdictOf(stdout: string, reader: string): Record<string, number> {
  const row = stdout
    .split('\n')
    .find((line) => line.startsWith(`${reader} `) && /^[\s\d]+$/.test(line.slice(reader.length)));
  if (row === undefined) throw new Error(`no verdict on ${reader} in ${stdout}`);
  const names = ['runs', 'refused', 'read', 'crashes', 'hangs', 'memory', 'peakMb', 'seconds'];
  const cells = row.slice(reader.length).trim().split(/\s+/);
  return Object.fromEntries(cells.map((cell, i) => [names[i], Number(cell)]));
}
