import type { Random } from '../../../geometry/random.ts';
import { createLinearImage, type LinearImage } from '../../../image/image.ts';
import { drawPatch } from '../augmentation/occluders.ts';
import { smoothNoise } from './smooth-noise.ts';

/** A wall of uneven colour with shapes on it. @returns [size, size, 3] linear light */
export function sampleBackground(random: Random, size: number): LinearImage {
  const out = createLinearImage(size, size, 3);
  const bright = 0.9 * random.uniform() ** 1.5;
  for (let c = 0; c < 3; c++) {
    const level = bright * (0.6 + 0.8 * random.uniform());
    const cells = 1 + Math.floor(6 * random.uniform());
    const field = smoothNoise(random, size, [
      { cells, amplitude: 0.4 * level },
      { cells: 24, amplitude: 0.1 * level * random.uniform() },
    ]);
    for (let i = 0; i < field.length; i++) out.data[3 * i + c] = Math.max(0, level + field[i]);
  }
  const shapes = Math.floor(6 * random.uniform());
  for (let s = 0; s < shapes; s++) drawPatch(out, random, 0.15 + 0.5 * random.uniform());
  return out;
}
