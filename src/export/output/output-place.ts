import { randomBytes } from 'node:crypto';
import { readFileSync, realpathSync, type Stats, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { AsmFitError, messageOf } from '../../errors.ts';
import { makeFolders, probeFolder, removeFolders } from './make-folders.ts';
import { lstatIfThere, nearestStanding } from './real-path.ts';

/** Where an output goes. */
export interface OutputPlace {
  /** As the user wrote it. */
  readonly name: string;
  /** Absolute, symbolic links followed. */
  readonly path: string;
  /** What stands there; null where nothing does. */
  readonly stats: Stats | null;
}

/** What a folder that is to be filled holds now. */
export type Standing = 'nothing' | 'empty' | 'result';

/**
 * Finds out where a path leads, without writing.
 * @throws {AsmFitError} output: no name, a link that leads nowhere, a parent that is no folder
 */
export function locateOutput(name: string): OutputPlace {
  if (name === '')
    throw new AsmFitError(
      'output',
      '--output: must name a place; received an empty name',
      'name a folder, such as out',
    );
  return writable(name, () => {
    const full = resolve(name);
    const own = lstatIfThere(full);
    if (own?.isSymbolicLink()) {
      const stats = statSync(full, { throwIfNoEntry: false });
      if (stats === undefined)
        throw refusal(name, 'lead somewhere', 'a symbolic link to nothing', 'mend or remove the link');
      return { name, path: realpathSync(full), stats };
    }
    if (own !== null) return { name, path: realpathSync(full), stats: own };
    const standing = nearestStanding(dirname(full));
    if (!statSync(standing).isDirectory())
      throw refusal(
        name,
        'be writable',
        `a parent, ${standing}, that is ${kindOf(statSync(standing))}`,
        'choose a folder that you may write to',
      );
    return { name, path: join(realpathSync(standing), relative(standing, full)), stats: null };
  });
}

/** What a thing in the file system is, in words. */
export function kindOf(stats: Stats): string {
  if (stats.isFile()) return 'a file';
  if (stats.isDirectory()) return 'a folder';
  if (stats.isFIFO()) return 'a pipe';
  if (stats.isSocket()) return 'a socket';
  return 'a device';
}

/** Runs work on the file system. @throws {AsmFitError} output: with what the system says */
export function writable<T>(name: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof AsmFitError || (error as NodeJS.ErrnoException).code === undefined) throw error;
    throw new AsmFitError(
      'output',
      `${name}: the output must be writable; received ${messageOf(error)}`,
      'choose a folder that you may write to, on a disk with room',
      { cause: error },
    );
  }
}

/** An output that is refused. */
export function refusal(name: string, requirement: string, received: string, hint: string): AsmFitError {
  return new AsmFitError('output', `${name}: the output must ${requirement}; received ${received}`, hint);
}

/** Whether a folder is a mount point, which cannot be renamed. */
export function isMountPoint(folder: string): boolean {
  if (statSync(folder).dev !== statSync(dirname(folder)).dev) return true;
  // A bind mount has its parent's device.
  let table: string;
  try {
    table = readFileSync('/proc/self/mountinfo', 'utf8');
  } catch {
    // Not on Linux.
    return false;
  }
  return table.split('\n').some((line) => {
    const point = line.split(' ')[4];
    return (
      point?.replace(/\\(\d{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8))) === folder
    );
  });
}

/**
 * A folder that is kept and added to: makes it where it is not, and finds out whether it can be written.
 * @throws {AsmFitError} output
 */
export function prepareFolder(name: string): void {
  const { path, stats } = locateOutput(name);
  if (stats !== null && !stats.isDirectory()) throw refusal(name, 'be a folder', kindOf(stats), 'choose another name');
  writable(name, () => {
    const made = makeFolders(path);
    try {
      probeFolder(path, `.asm-fit.probe-${randomBytes(12).toString('hex')}`);
    } catch (error) {
      removeFolders(made);
      throw error;
    }
  });
}
