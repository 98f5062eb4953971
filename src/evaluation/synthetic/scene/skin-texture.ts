import type { Random } from '../../../geometry/random.ts';
import { luminance } from '../../../image/color.ts';
import { createLinearImage, type LinearImage } from '../../../image/image.ts';
import { blurred } from '../../../kernels/jobs/pixels/gaussian-blur.ts';
import type { RealArray } from '../../../kernels/kernel.ts';

const TEXTURE_SIZE = 1024;
/** Blood and melanin change red less than green and blue. */
const RED_TINT = 0.6;

/** A skin with blemishes and pores, without which it is too smooth to be true. @param base square, of any size */
export function unevenSkin(base: LinearImage, random: Random): LinearImage {
  const size = TEXTURE_SIZE;
  const out = createLinearImage(size, size, 3);
  // A million numbers each: loops, since from, reduce and map call a function for each, which takes thrice as long.
  const noise = (sigma: number): RealArray => {
    const white = new Float32Array(size * size);
    for (let i = 0; i < white.length; i++) white[i] = random.normal();
    const field = blurred(white, size, size, sigma);
    let sum = 0;
    for (let i = 0; i < field.length; i++) sum += field[i] * field[i];
    const rms = Math.sqrt(sum / field.length);
    for (let i = 0; i < field.length; i++) field[i] /= rms;
    return field;
  };
  const pores = noise(1.5);
  const mottling = noise(9);
  const patches = noise(28);
  const moles = noise(4);
  const factor = base.width / size;
  for (let y = 0; y < size; y++)
    for (let x = 0; x < size; x++) {
      const i = y * size + x;
      const k = 3 * (Math.floor((y + 0.5) * factor) * base.width + Math.floor((x + 0.5) * factor));
      const mole = Math.max(0, moles[i] - 2.4);
      const toneOf = (tint: number): number =>
        Math.exp(0.015 * pores[i] + 0.035 * tint * mottling[i] + 0.06 * tint * patches[i] - 0.7 * tint * mole);
      const tone = toneOf(1);
      out.data[3 * i] = Math.min(1, base.data[k] * toneOf(RED_TINT));
      out.data[3 * i + 1] = Math.min(1, base.data[k + 1] * tone);
      out.data[3 * i + 2] = Math.min(1, base.data[k + 2] * tone);
    }
  return out;
}

/** Over the middle of the chart, where the face lies. */
export function meanLuminance(skin: LinearImage): number {
  let sum = 0;
  let count = 0;
  for (let y = Math.floor(0.25 * skin.height); y < 0.55 * skin.height; y += 4)
    for (let x = Math.floor(0.3 * skin.width); x < 0.7 * skin.width; x += 4) {
      const k = 3 * (y * skin.width + x);
      sum += luminance(skin.data[k], skin.data[k + 1], skin.data[k + 2]);
      count++;
    }
  return sum / count;
}
