import type { ByteImage } from './image.ts';

/** Turns a stored picture upright. @param orientation EXIF's, 1..8; anything else is upright already */
export function orientImage(image: ByteImage, orientation: number): ByteImage {
  if (!(orientation >= 2 && orientation <= 8)) return image;
  const { width, height, data } = image;
  const turned = orientation >= 5;
  const out = { width: turned ? height : width, height: turned ? width : height, data: new Uint8Array(data.length) };
  // From right, from below: of the stored picture.
  const fromRight = orientation === 2 || orientation === 3 || orientation === 7 || orientation === 8;
  const fromBelow = orientation === 3 || orientation === 4 || orientation === 6 || orientation === 7;
  for (let y = 0, k = 0; y < out.height; y++)
    for (let x = 0; x < out.width; x++, k += 3) {
      const column = turned ? y : x;
      const row = turned ? x : y;
      const from = 3 * ((fromBelow ? height - 1 - row : row) * width + (fromRight ? width - 1 - column : column));
      out.data[k] = data[from];
      out.data[k + 1] = data[from + 1];
      out.data[k + 2] = data[from + 2];
    }
  return out;
}
