import { isAbsolute, parse } from 'node:path';
import { AsmFitError } from '../errors.ts';

/**
 * Where the working directory has been removed, goes to the root if no path depends on it, since the processes and
 * libraries that follow do not start in a folder that is gone.
 * @param paths all that a command was given @throws {AsmFitError} input: one of them is relative
 */
export function leaveRemovedFolder(paths: readonly string[]): void {
  if (workingFolderStands()) return;
  const relative = paths.find((path) => !isAbsolute(path));
  if (relative !== undefined)
    throw new AsmFitError(
      'input',
      `${relative}: the working directory must exist where a path is relative; received one that was removed`,
      'go to a folder that exists, or give absolute paths',
    );
  process.chdir(parse(process.execPath).root);
}

function workingFolderStands(): boolean {
  try {
    process.cwd();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}
