import { spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from './folders.ts';

export const PROGRAM = join(ROOT, 'bin', 'asm-fit');

/** What a run of the program came to. */
export interface Said {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the built program as a user does. */
export function runCli(...args: string[]): Said {
  const result = spawnSync(process.execPath, [PROGRAM, ...args], { encoding: 'utf8', maxBuffer: 64 * 2 ** 20 });
  return { code: result.status, stdout: result.stdout, stderr: result.stderr };
}

export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), 'asm-fit-test-'));
}
