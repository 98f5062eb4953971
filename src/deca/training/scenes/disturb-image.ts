import type { Random } from '../../../geometry/random.ts';
import { createLinearImage, type LinearImage } from '../../../image/image.ts';
import { blurred } from '../../../kernels/jobs/pixels/gaussian-blur.ts';
import { smoothNoise } from './smooth-noise.ts';

// What stands between a clean render and a photograph: what lies behind and before the head, the lens, the sensor.

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

/** Something before the face: a hand, a lock of hair, a microphone; any patch of one colour. */
export function addOccluder(image: LinearImage, random: Random): void {
  drawPatch(image, random, 0.1 + 0.25 * random.uniform());
}

/** A turned ellipse or rectangle of one colour. @param extent of its longer half axis, in sizes of the picture */
function drawPatch({ width, height, data }: LinearImage, random: Random, extent: number): void {
  const [x, y] = [random.uniform() * width, random.uniform() * height];
  const angle = Math.PI * random.uniform();
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const long = extent * width;
  const short = long * (0.15 + 0.85 * random.uniform());
  const round = random.uniform() < 0.6;
  const bright = random.uniform() ** 1.5;
  const color = [0, 1, 2].map(() => bright * (0.5 + 0.5 * random.uniform()));
  for (let py = Math.max(0, Math.floor(y - long - short)); py < Math.min(height, y + long + short); py++)
    for (let px = Math.max(0, Math.floor(x - long - short)); px < Math.min(width, x + long + short); px++) {
      const u = (cos * (px - x) + sin * (py - y)) / long;
      const v = (-sin * (px - x) + cos * (py - y)) / short;
      if (round ? u * u + v * v > 1 : Math.max(Math.abs(u), Math.abs(v)) > 1) continue;
      for (let c = 0; c < 3; c++) data[3 * (py * width + px) + c] = color[c];
    }
}

/** Dark rims round the eyes. @param eyes centres of both [2][x, y] px */
export function addGlasses(image: LinearImage, eyes: readonly (readonly [number, number])[], random: Random): void {
  const { width, height, data } = image;
  const apart = Math.hypot(eyes[1][0] - eyes[0][0], eyes[1][1] - eyes[0][1]);
  const [rx, ry] = [apart * (0.3 + 0.14 * random.uniform()), apart * (0.22 + 0.16 * random.uniform())];
  const rim = 0.06 + 0.12 * random.uniform();
  const power = random.uniform() < 0.5 ? 2 : 4;
  const tint = random.uniform() < 0.3 ? 0.15 + 0.6 * random.uniform() : 1;
  const color = [0, 1, 2].map(() => 0.1 * random.uniform());
  for (const [x, y] of eyes)
    for (let py = Math.max(0, Math.floor(y - 1.3 * ry)); py < Math.min(height, y + 1.3 * ry); py++)
      for (let px = Math.max(0, Math.floor(x - 1.3 * rx)); px < Math.min(width, x + 1.3 * rx); px++) {
        const r = (Math.abs((px + 0.5 - x) / rx) ** power + Math.abs((py + 0.5 - y) / ry) ** power) ** (1 / power);
        const k = 3 * (py * width + px);
        for (let c = 0; c < 3; c++) {
          if (r < 1 - rim) data[k + c] *= tint;
          else if (r < 1) data[k + c] = color[c];
        }
      }
}

/**
 * The lens and the sensor: blur, a response curve about sRGB's, noise.
 * @returns planes [3, size, size] of bytes
 */
export function expose({ width, height, data }: LinearImage, random: Random): Uint8Array {
  const count = width * height;
  const out = new Uint8Array(3 * count);
  const sigma = random.uniform() < 0.5 ? 0 : 2 * random.uniform() ** 2;
  const read = random.uniform() < 0.3 ? 0 : 3 * random.uniform() ** 2;
  const response = responseCurve((1 / 2.2) * Math.exp(0.12 * random.normal()));
  const saturation = Math.max(0, 1 + 0.25 * random.normal());
  const planes = [0, 1, 2].map((c) => {
    const plane = new Float32Array(count);
    for (let i = 0; i < count; i++) plane[i] = data[3 * i + c];
    return sigma > 0.3 ? blurred(plane, width, height, sigma) : plane;
  });
  for (let i = 0; i < count; i++) {
    const grey = (planes[0][i] + planes[1][i] + planes[2][i]) / 3;
    for (let c = 0; c < 3; c++) {
      const x = Math.min(1, Math.max(0, grey + saturation * (planes[c][i] - grey)));
      const value = response[Math.round(x * (response.length - 1))] + (read > 0 ? read * random.normal() : 0);
      out[c * count + i] = Math.min(255, Math.max(0, Math.round(value)));
    }
  }
  return out;
}

/** Bytes of linear light 0..1 under a power curve, in steps too fine to be seen in the dark. */
function responseCurve(gamma: number): Float32Array {
  return Float32Array.from({ length: 8192 }, (_, i) => 255 * (i / 8191) ** gamma);
}
