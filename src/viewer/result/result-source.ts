import { existsSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { AsmFitError } from '../../errors.ts';
import { readInputFile } from '../../files/input-file.ts';

/** Files of a result by their names in its folder, with forward slashes. */
export interface ResultSource {
  /** Of messages. */
  readonly where: string;
  names(): readonly string[];
  has(name: string): boolean;
  /** In bytes. */
  size(name: string): number;
  /** @throws {AsmFitError} input: missing, no regular file of the folder, or too large */
  read(name: string): Uint8Array;
}

const MAX_FILE_BYTES = 2 ** 30;

/**
 * The folder of a result. What lies outside it, links too, is not there.
 * @throws {AsmFitError} input: no folder
 */
export function folderSource(folder: string): ResultSource {
  const stats = statSync(folder, { throwIfNoEntry: false });
  if (!stats?.isDirectory())
    throw new AsmFitError(
      'input',
      `${folder}: must be a folder that asm-fit wrote; received ${stats === undefined ? 'no such folder' : 'a file'}`,
      'give the folder that fit, scan-fit or compare wrote',
    );
  const root = realpathSync(folder);
  const pathOf = (name: string): string | null => {
    const path = join(root, name);
    if (!existsSync(path)) return null;
    const real = realpathSync(path);
    return real.startsWith(root + sep) && statSync(real).isFile() ? real : null;
  };
  return {
    where: folder,
    names: () =>
      readdirSync(root, { recursive: true, encoding: 'utf8' }).map((name) => relative('.', name).replaceAll(sep, '/')),
    has: (name) => pathOf(name) !== null,
    size: (name) => statSync(join(root, name)).size,
    read(name) {
      const path = pathOf(name);
      if (path === null)
        throw new AsmFitError(
          'input',
          `${join(folder, name)}: must be a file of the result; received none`,
          'copy the folder again, whole',
        );
      return readInputFile(path, { what: 'file of the result', maxBytes: MAX_FILE_BYTES });
    },
  };
}

/** Files that are in memory. */
export function memoryResult(where: string, files: ReadonlyMap<string, Uint8Array>): ResultSource {
  const read = (name: string): Uint8Array => {
    const bytes = files.get(name);
    if (bytes === undefined) throw new Error(`${where} has no file ${name}`);
    return bytes;
  };
  return {
    where,
    names: () => [...files.keys()],
    has: (name) => files.has(name),
    size: (name) => read(name).length,
    read,
  };
}
