import { readdirSync, type Stats, statSync } from 'node:fs';
import { basename, extname } from 'node:path';
import { AsmFitError, messageOf } from '../errors.ts';

/** Endings by which pictures are found in folders; a file that is named is told by its content. */
export const STILL_ENDINGS = [
  '.jpg',
  '.jpeg',
  '.jpe',
  '.jfif',
  '.png',
  '.webp',
  '.tif',
  '.tiff',
  '.heic',
  '.heif',
  '.avif',
  '.bmp',
];
export const ANIMATION_ENDINGS = ['.gif', '.webp'];
export const VIDEO_ENDINGS = ['.mp4', '.m4v', '.mov', '.webm', '.mkv', '.avi'];

export function endsWithOne(path: string, endings: readonly string[]): boolean {
  return endings.includes(extname(path).toLowerCase());
}

/** What systems leave in folders, on its own or by a shell's `*`: `._a.jpg`, `.DS_Store`, `Thumbs.db`, `desktop.ini`. */
export function isLeftBySystem(path: string): boolean {
  return /^(\..*|(eh)?thumbs.*\.db|desktop\.ini|icon\r)$/is.test(basename(path));
}

/**
 * Names of a folder's files with one of the endings, sorted; what systems leave there is passed over.
 * @throws {AsmFitError} input: the folder cannot be read
 */
export function listFiles(folder: string, endings: readonly string[]): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => endsWithOne(name, endings) && !isLeftBySystem(name))
      .sort();
  } catch (error) {
    throw new AsmFitError('input', `${folder}: the folder must be readable; received ${messageOf(error)}`, 'check it', {
      cause: error,
    });
  }
}

/** What lies at a path, links followed; null where nothing does. @throws {AsmFitError} input: it cannot be asked */
export function statOrNull(path: string): Stats | null {
  try {
    return statSync(path, { throwIfNoEntry: false }) ?? null;
  } catch (error) {
    throw new AsmFitError('input', `${path}: the path must be readable; received ${messageOf(error)}`, 'check it', {
      cause: error,
    });
  }
}
