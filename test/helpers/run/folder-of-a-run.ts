import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * All that tests of a run write lies in one folder, which goes with the run: results are heads of some 20 MB. What they share
 * (fitting/made-once.ts) lies there too.
 */
export function setup(): (() => void) | undefined {
  if (process.env.ASM_FIT_TEST_FOLDER !== undefined) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'asm-fit-test-'));
  Object.assign(process.env, { ASM_FIT_TEST_FOLDER: folder, TMPDIR: folder });
  return () => rmSync(folder, { recursive: true, force: true });
}
