import { closeSync, fsyncSync, mkdirSync, openSync, rmdirSync, unlinkSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { lstatIfThere } from './real-path.ts';

/** Hardly a result is smaller: where this much cannot be written, none can. */
const PROBE_BYTES = 2 ** 19;

/**
 * Makes a folder and its parents one by one: Node's recursive mkdir does not end where the system answers "no such file"
 * for a child of what exists, as /proc does.
 * @returns the folders made, outermost first
 */
export function makeFolders(folder: string): string[] {
  const made: string[] = [];
  try {
    for (const path of missingFolders(folder))
      try {
        mkdirSync(path);
        made.push(path);
      } catch (error) {
        // Another run made it just now.
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      }
  } catch (error) {
    removeFolders(made);
    throw error;
  }
  return made;
}

/** The folder and its parents as far as they do not exist, outermost first. */
export function missingFolders(folder: string): string[] {
  const missing: string[] = [];
  for (let path = folder; lstatIfThere(path) === null; path = dirname(path)) missing.unshift(path);
  return missing;
}

/** Takes back what {@link makeFolders} made, as far as nobody has put anything in. */
export function removeFolders(made: readonly string[]): void {
  for (const path of made.toReversed())
    try {
      rmdirSync(path);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ENOTEMPTY' || code === 'EEXIST' || code === 'ENOENT') return;
      throw error;
    }
}

/** Writes a file as large as a small result into a folder and removes it. */
export function probeFolder(folder: string, name: string): void {
  const path = join(folder, name);
  const file = openSync(path, 'wx');
  try {
    const bytes = new Uint8Array(PROBE_BYTES);
    for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written);
    // Some file systems find out only now that there is no room.
    fsyncSync(file);
  } finally {
    closeSync(file);
    unlinkSync(path);
  }
}
