import { existsSync } from 'node:fs';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { AsmFitError } from '../../errors.ts';

/**
 * A path that a capture's file names, with the separators that open it: Windows' tools write `views\\00.jpg`. A file
 * whose name has a backslash of its own is left alone.
 * @param where of the message: the file and the place in it
 * @throws {AsmFitError} input: it leaves the folder, or no system could open it
 */
export function pathInside(folder: string, file: string, where: string): string {
  if (file.includes('\0'))
    throw new AsmFitError('input', `${where}: a path must hold no zero; received ${JSON.stringify(file)}`, 'mend it');
  const named = insideFolder(folder, file, where);
  if (!file.includes('\\') || existsSync(named)) return file;
  const slashed = file.replaceAll('\\', '/');
  insideFolder(folder, slashed, where);
  return slashed;
}

/** Windows' absolute paths are absolute on every system. */
const DRIVE = /^(?:[A-Za-z]:[\\/]|\\\\)/;

/** Resolves a path of a capture. @throws {AsmFitError} input: it is absolute or leaves the folder. */
export function insideFolder(folder: string, file: string, where: string): string {
  const full = resolve(folder, file);
  const inner = relative(folder, full);
  if (isAbsolute(file) || DRIVE.test(file) || inner === '' || inner === '..' || inner.startsWith(`..${sep}`))
    throw new AsmFitError(
      'input',
      `${where}: a path must stay inside the capture folder; received "${file}"`,
      'copy the file into the capture folder and name it relative to it',
    );
  return full;
}
