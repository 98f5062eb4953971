import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SyntheticCapture } from '../../src/evaluation/synthetic/synthetic-capture.ts';
import { byteImage } from '../../src/image/image.ts';
import { encodeJpeg } from '../../src/image/image-file.ts';

const JPEG_QUALITY = 92;

/**
 * Writes photographs and capture.json with their cameras, mm.
 * @param expressions label of each view's expression; none where all show one
 */
export async function writeCapture(
  folder: string,
  { cameras, images }: Pick<SyntheticCapture, 'cameras' | 'images'>,
  expressions: readonly string[],
): Promise<void> {
  const rows = (values: ArrayLike<number>): number[][] =>
    Array.from({ length: values.length / 3 }, (_, i) => [values[3 * i], values[3 * i + 1], values[3 * i + 2]]);
  const views = [];
  for (const [v, image] of images.entries()) {
    const name = `${String(v).padStart(2, '0')}.jpg`;
    writeFileSync(join(folder, name), await encodeJpeg(byteImage(image), JPEG_QUALITY));
    const { fx, fy, cx, cy, rotation, translation } = cameras[v];
    const K = [
      [fx, 0, cx],
      [0, fy, cy],
      [0, 0, 1],
    ];
    const label = expressions.length === 0 ? {} : { expression: expressions[v] };
    views.push({ image: name, K, R: rows(rotation), t: Array.from(translation), ...label });
  }
  writeFileSync(join(folder, 'capture.json'), JSON.stringify({ version: 1, unit: 'mm', views }));
}
