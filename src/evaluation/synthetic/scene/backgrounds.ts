import type { Random } from '../../../geometry/random.ts';
import { createLinearImage, type LinearImage } from '../../../image/image.ts';
import { blurred } from '../../../kernels/jobs/pixels/gaussian-blur.ts';

export const BACKGROUNDS = ['plain', 'busy'] as const;
export type BackgroundKind = (typeof BACKGROUNDS)[number];

/** Draws a square picture, linear light. */
type DrawBackground = (random: Random, size: number) => LinearImage;

export const DRAW_BACKGROUND: Readonly<Record<BackgroundKind, DrawBackground>> = {
  plain: fourCorners,
  busy: busyRoom,
};

/** Four drawn colours, one at each corner, blended. */
function fourCorners(random: Random, size: number): LinearImage {
  const out = createLinearImage(size, size, 3);
  const corner = Array.from({ length: 12 }, () => 0.05 + 0.35 * random.uniform());
  for (let y = 0; y < size; y++)
    for (let x = 0; x < size; x++)
      for (let c = 0; c < 3; c++) {
        const u = x / size;
        const v = y / size;
        out.data[3 * (y * size + x) + c] =
          (corner[c] * (1 - u) + corner[3 + c] * u) * (1 - v) + (corner[6 + c] * (1 - u) + corner[9 + c] * u) * v;
      }
  return out;
}

type Color = readonly [number, number, number];

/** Coarsest structure of a wall's plaster, in picture sides. */
const PLASTER = 0.02;
/** Out of focus by so much at most, in picture sides. */
const DEFOCUS = 0.006;
/** Wood, cardboard, other people's arms. */
const SKIN_COLORED_SHARE = 0.2;

/** A wall, a floor, shelves full of things, a window, furniture as dark as hair and as light and red as skin; out of focus or not. */
function busyRoom(random: Random, size: number): LinearImage {
  const out = createLinearImage(size, size, 3);
  const range = (low: number, high: number): number => low + (high - low) * random.uniform();
  const wall = grey(random, 0.08, 0.6);
  const floor = grey(random, 0.03, 0.3);
  const skirting = range(0.6, 0.95) * size;
  for (let y = 0; y < size; y++)
    for (let x = 0; x < size; x++) {
      const shade = 0.75 + (0.5 * x) / size;
      const color = y < skirting ? wall : floor;
      for (let c = 0; c < 3; c++) out.data[3 * (y * size + x) + c] = shade * color[c];
    }
  const paint = (box: Box, color: Color): void => {
    fillBox(out, box, color);
  };
  if (random.uniform() < 0.6) {
    const [left, top, width, height] = [range(-0.1, 0.8), range(-0.1, 0.4), range(0.15, 0.4), range(0.3, 0.6)];
    paint({ left, top, width, height, tilt: 0 }, grey(random, 0.7, 1.4));
    for (const at of [0.32, 0.65])
      paint({ left: left + at * width, top, width: 0.012, height, tilt: 0 }, grey(random, 0.05, 0.6));
  }
  for (let shelf = 0; shelf < 3; shelf++) {
    if (random.uniform() < 0.35) continue;
    const [left, top, width] = [range(-0.2, 0.7), range(0, 0.8), range(0.2, 0.6)];
    const board = grey(random, 0.03, 0.4);
    paint({ left, top: top + 0.14, width, height: 0.015, tilt: 0 }, board);
    for (let x = left; x < left + width; ) {
      const [thick, height] = [range(0.01, 0.045), range(0.07, 0.14)];
      const tilt = random.uniform() < 0.15 ? range(-0.3, 0.3) : 0;
      paint({ left: x, top: top + 0.14 - height, width: thick, height, tilt }, anyColor(random));
      x += thick + 0.002;
    }
  }
  for (let thing = 0; thing < 14; thing++) {
    const side = 0.25 * random.uniform() ** 1.5 + 0.02;
    const box = { left: range(-0.1, 1), top: range(-0.1, 1), width: side, height: side * range(0.5, 3) };
    paint({ ...box, tilt: random.uniform() < 0.5 ? 0 : range(-0.8, 0.8) }, anyColor(random));
  }
  roughen(out, random);
  const sigma = DEFOCUS * size * random.uniform();
  return sigma < 0.4 ? out : defocused(out, sigma);
}

function grey(random: Random, low: number, high: number): Color {
  const level = low + (high - low) * random.uniform() ** 1.5;
  const tint = (): number => 0.85 + 0.3 * random.uniform();
  return [level * tint(), level * tint(), level * tint()];
}

function anyColor(random: Random): Color {
  if (random.uniform() < SKIN_COLORED_SHARE) {
    const level = 0.08 + 0.5 * random.uniform();
    return [level, level * (0.45 + 0.15 * random.uniform()), level * (0.25 + 0.2 * random.uniform())];
  }
  const level = 0.7 * random.uniform() ** 2;
  const part = (): number => 0.01 + level * random.uniform();
  return [part(), part(), part()];
}

/** In picture sides; tilt is how far the lower edge lies beside the upper, of the height. */
interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly tilt: number;
}

function fillBox({ width: size, data }: LinearImage, { left, top, width, height, tilt }: Box, color: Color): void {
  const last = Math.min(size - 1, Math.floor((top + height) * size));
  for (let y = Math.max(0, Math.floor(top * size)); y <= last; y++) {
    const from = (left + tilt * (y / size - top)) * size;
    const to = Math.min(size - 1, Math.floor(from + width * size));
    for (let x = Math.max(0, Math.floor(from)); x <= to; x++)
      for (let c = 0; c < 3; c++)
        data[3 * (y * size + x) + c] = color[c] * (0.85 + (0.3 * (x - from)) / (width * size));
  }
}

/** Plaster, cloth and dust: noise of two sizes, a tenth of what is there. */
function roughen({ width: size, data }: LinearImage, random: Random): void {
  for (const sigma of [0.8, PLASTER * size]) {
    const white = new Float32Array(size * size);
    for (let i = 0; i < white.length; i++) white[i] = random.normal();
    const field = blurred(white, size, size, sigma);
    // A Gaussian of sigma leaves white noise a deviation of 1/(2 sqrt(pi) sigma).
    const scale = 0.1 * 2 * Math.sqrt(Math.PI) * sigma;
    for (let i = 0, k = 0; i < field.length; i++, k += 3) {
      const factor = Math.exp(scale * field[i]);
      for (let c = k; c < k + 3; c++) data[c] *= factor;
    }
  }
}

function defocused({ width, height, data }: LinearImage, sigma: number): LinearImage {
  const out = createLinearImage(width, height, 3);
  const plane = new Float32Array(width * height);
  for (let c = 0; c < 3; c++) {
    for (let i = 0, k = c; i < plane.length; i++, k += 3) plane[i] = data[k];
    const soft = blurred(plane, width, height, sigma);
    for (let i = 0, k = c; i < plane.length; i++, k += 3) out.data[k] = soft[i];
  }
  return out;
}
