import { join } from 'node:path';
import { AsmFitError } from '../../errors.ts';
import { statOrNull } from '../picture-files.ts';
import type { CaptureDescription, CaptureFormat } from './capture-format.ts';
import { CAPTURE_JSON } from './capture-json.ts';
import { insideFolder } from './path-inside.ts';
import { PHOTO_FOLDER } from './photo-folder.ts';
import { SINGLE_PHOTO } from './single-photo.ts';

/** The first that detects a capture reads it: those that know more come first. */
export const CAPTURE_FORMATS: readonly CaptureFormat[] = [CAPTURE_JSON, PHOTO_FOLDER, SINGLE_PHOTO];

/**
 * What the files of a capture say, with no picture opened. No path leaves its folder, whatever the format.
 * @throws {AsmFitError} input: nothing lies there, or it is wrong
 */
export function describeCapture(path: string): CaptureDescription {
  const format = statOrNull(path) === null ? undefined : CAPTURE_FORMATS.find(({ detect }) => detect(path));
  if (format === undefined)
    throw new AsmFitError(
      'input',
      `${path}: the capture must exist; received no such file or folder`,
      'check the path',
    );
  const description = format.read(path);
  for (const file of namedFiles(description)) insideFolder(description.folder, file, description.source);
  return description;
}

/** Paths of the files that a capture is made of: photographs, masks, label images, scan. */
export function captureFiles(description: CaptureDescription): string[] {
  return namedFiles(description).map((file) => join(description.folder, file));
}

function namedFiles({ views, scan }: CaptureDescription): string[] {
  const files = [...views.flatMap(({ image, mask, labels }) => [image, mask, labels]), scan?.mesh];
  return files.filter((file) => file !== undefined);
}
