import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { AsmFitError, messageOf } from '../errors.ts';

/**
 * A folder that appears whole or not at all: files go to a sibling, which takes the final name when
 * everything is written. A killed run leaves the old folder as it was.
 */
export interface OutputFolder {
  readonly path: string;
  write(name: string, content: string | Uint8Array): void;
  /** Gives the folder its name, replacing an old one. */
  commit(): void;
  /** Removes what was written so far. */
  discard(): void;
}

/** @throws {AsmFitError} output: the folder exists and holds something, or cannot be written */
export function createOutputFolder(path: string, force: boolean): OutputFolder {
  const target = resolve(path);
  if (existsSync(target) && !force && !isEmptyFolder(target))
    throw new AsmFitError(
      'output',
      `${path}: the output must not exist yet; received an existing file or folder`,
      'choose another name, or add --force to replace it',
    );
  const partial = join(dirname(target), `.${target.split(/[\\/]/).pop()}.partial-${process.pid}`);
  const guard = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      if (existsSync(partial)) rmSync(partial, { recursive: true, force: true });
      throw new AsmFitError(
        'output',
        `${path}: the output must be writable; received ${messageOf(error)}`,
        'choose a folder that you may write to',
        {
          cause: error,
        },
      );
    }
  };
  guard(() => mkdirSync(partial, { recursive: true }));
  return {
    path,
    write(name, content) {
      guard(() => {
        mkdirSync(dirname(join(partial, name)), { recursive: true });
        writeFileSync(join(partial, name), content);
      });
    },
    commit() {
      guard(() => {
        const old = `${partial}-old`;
        if (existsSync(target)) renameSync(target, old);
        renameSync(partial, target);
        rmSync(old, { recursive: true, force: true });
      });
    },
    discard() {
      rmSync(partial, { recursive: true, force: true });
    },
  };
}

function isEmptyFolder(path: string): boolean {
  try {
    return readdirSync(path).length === 0;
  } catch {
    return false;
  }
}
