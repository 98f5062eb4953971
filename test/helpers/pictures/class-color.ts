import sharp from 'sharp';

/** Panels of an overlay sheet with the classes' picture, which is the last. */
const PANELS = 6;

/** Colour of a pixel of the classes' picture in an overlay sheet. @param x, y shares of its width and height */
export async function classColor(sheet: string, x: number, y: number): Promise<number[]> {
  const { data, info } = await sharp(sheet).raw().toBuffer({ resolveWithObject: true });
  const panel = info.width / PANELS;
  const at = info.channels * (Math.floor(y * info.height) * info.width + Math.floor(panel * (PANELS - 1 + x)));
  return Array.from(data.subarray(at, at + 3));
}
