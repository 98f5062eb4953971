import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PAUSE_MS = 50;

/** What making it came to. */
type Said<T> = { readonly made: T } | { readonly failure: string };

/**
 * What all tests of a run share, in whichever process: who asks first makes it, others wait for it.
 * @param name of it, a folder's
 * @param make is given an empty folder that stays as long as the run; its answer goes through JSON
 * @throws {Error} as `make` did, to all who ask
 */
export function onceARun<T>(name: string, make: (shared: string) => T): T {
  // A run's own (folder-of-a-run.ts), the same in all its processes.
  const shared = join(tmpdir(), `shared-${name}`);
  const [saying, said] = ['saying', 'said'].map((file) => join(shared, file));
  if (mkdirSync(shared, { recursive: true }) !== undefined) {
    writeFileSync(saying, JSON.stringify(outcome(make, shared)));
    // Who waits reads it whole.
    renameSync(saying, said);
  }
  const clock = new Int32Array(new SharedArrayBuffer(4));
  while (!existsSync(said)) Atomics.wait(clock, 0, 0, PAUSE_MS);
  const answer: Said<T> = JSON.parse(readFileSync(said, 'utf8'));
  if ('failure' in answer) throw new Error(`what tests share was not made: ${answer.failure}`);
  return answer.made;
}

function outcome<T>(make: (shared: string) => T, shared: string): Said<T> {
  try {
    return { made: make(shared) };
  } catch (error) {
    return { failure: error instanceof Error ? error.message : String(error) };
  }
}
