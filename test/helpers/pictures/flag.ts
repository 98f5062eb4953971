import sharp from 'sharp';

/** Red above blue, with a green column on the left: no turn and no mirror looks like another. */
export function flag(width: number, height: number): Buffer {
  const data = Buffer.alloc(3 * width * height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) data[3 * (y * width + x) + (x < 8 ? 1 : 2 * y < height ? 0 : 2)] = 255;
  return data;
}

/** {@link flag} for sharp to encode. */
export function flagSharp(width: number, height: number) {
  return sharp(flag(width, height), { raw: { width, height, channels: 3 } });
}
