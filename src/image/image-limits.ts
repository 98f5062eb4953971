import { AsmFitError } from '../errors.ts';

/** Smaller pictures hold no face; larger ones would cost gigabytes. */
const MIN_IMAGE_SIDE = 64;
export const MAX_IMAGE_PIXELS = 120e6;
/** Pictures up to this size decode in a moment whatever is in them: a blank mask takes few bytes. */
const FREE_PIXELS = 32e6;
/** Photographs have ten pixels a byte at most, drawings some hundreds. */
const MAX_PIXELS_PER_BYTE = 1000;

/** @param where names the picture @throws {AsmFitError} input: too small or too large to work with */
export function checkSize(width: number, height: number, where: string): void {
  const fail = (requirement: string, hint: string): never => {
    throw new AsmFitError('input', `${where}: an image must ${requirement}; received ${width} x ${height}`, hint);
  };
  if (!(Math.min(width, height) >= MIN_IMAGE_SIDE))
    fail(`be at least ${MIN_IMAGE_SIDE} pixels a side`, 'remove it or replace it by a photograph');
  if (width * height > MAX_IMAGE_PIXELS)
    fail(`have at most ${MAX_IMAGE_PIXELS / 1e6} megapixels`, 'scale it down; 2000 pixels across the face are plenty');
}

/**
 * Refuses a small file that unpacks to a huge picture, before memory and time are spent on it.
 * @param pixels in all its frames @throws {AsmFitError} input
 */
export function checkExpansion(pixels: number, bytes: number, where: string): void {
  if (pixels <= FREE_PIXELS || pixels <= MAX_PIXELS_PER_BYTE * bytes) return;
  throw new AsmFitError(
    'input',
    `${where}: over ${FREE_PIXELS / 1e6} megapixels an image must take at least a byte for ${MAX_PIXELS_PER_BYTE} pixels; received ${pixels} pixels in ${bytes} bytes`,
    'scale it down',
  );
}
