import { createRandom } from '../../geometry/random.ts';
import { blurred } from '../../kernels/jobs/pixels/gaussian-blur.ts';

/**
 * Surface of a face under the texels [size, size, 3] mm, NaN where none lies.
 * Derivatives along the texture axes give how an expression strains the skin.
 */
export type PositionMap = Float64Array;

/** What an expression does to the skin's relief. */
export interface Wrinkles {
  /** Along the normal [size, size] mm, at most 0. */
  readonly displacement: Float32Array;
  /** Share of its length that the skin gives up where it gives up most [size, size]. */
  readonly shortening: Float32Array;
}

/**
 * Wrinkles that an expression raises. Skin that is shortened folds across the direction in which it is shortened most:
 * band-limited noise, drawn out along the folds (line integral convolution [Cabral and Leedom 1993]), as deep as the
 * skin is shortened.
 *   d = -depth shortening |w|,  w = noise convolved along the folds
 * The same noise for everyone and every expression, so that wrinkles deepen and fade in place.
 * @param neutral @param moved surfaces without and with the expression
 * @param region where wrinkles may lie [size, size] in 0..1
 */
export function expressionWrinkles(
  neutral: PositionMap,
  moved: PositionMap,
  region: Float32Array,
  size: number,
): Wrinkles {
  const { shortening, across } = shorteningField(neutral, moved, size);
  const strength = Float32Array.from(
    blurred(
      Float32Array.from(shortening, (s, i) => s * region[i]),
      size,
      size,
      (3 * size) / 256,
    ),
  );
  const noise = bandNoise(size);
  const out = new Float32Array(size * size);
  for (let i = 0; i < out.length; i++) {
    const deep = Math.max(0, strength[i] - LEAST_SHORTENING);
    if (deep === 0 || region[i] === 0) continue;
    const line = alongFold(noise, across, i, size);
    out[i] = -region[i] * Math.min(MAX_MM, DEPTH_MM * deep) * Math.max(0, line);
  }
  return { displacement: out, shortening: strength };
}

/** Shares of its length that skin gives up before it folds. */
const LEAST_SHORTENING = 0.04;
/** Depth of a fold for each unit of shortening. */
const DEPTH_MM = 3;
const MAX_MM = 0.5;
/** Texels of a 256 map to either side that a fold runs on. */
const FOLD_LENGTH = 14;
const NOISE_SEED = 20201;

/**
 * The most negative principal strain of each texel and the direction across it, in texels.
 * Strain: C = F^T F with F = J_moved J_neutral^-1, J the surface's derivatives along the texture axes.
 */
function shorteningField(
  neutral: PositionMap,
  moved: PositionMap,
  size: number,
): { shortening: Float32Array; across: Float32Array } {
  const shortening = new Float32Array(size * size);
  const across = new Float32Array(2 * size * size);
  for (let y = 1; y < size - 1; y++)
    for (let x = 1; x < size - 1; x++) {
      const i = y * size + x;
      const before = metric(neutral, i, size);
      const after = metric(moved, i, size);
      if (before === null || after === null) continue;
      // Generalised eigenproblem after v = stretch^2 before v, two by two.
      const [a, b, c] = before;
      const [p, q, r] = after;
      const det = a * c - b * b;
      if (det < 1e-9) continue;
      const half = (a * r + c * p - 2 * b * q) / (2 * det);
      const product = (p * r - q * q) / det;
      const least = half - Math.sqrt(Math.max(0, half * half - product));
      const stretch = Math.sqrt(Math.max(1e-6, least));
      shortening[i] = Math.max(0, 1 - stretch);
      // Rows of (after - least before) are normal, in the plain sense, to the eigenvector.
      const [m, n, o] = [p - least * a, q - least * b, r - least * c];
      const [vx, vy] = Math.abs(m) + Math.abs(n) > Math.abs(n) + Math.abs(o) ? [-n, m] : [-o, n];
      // Folds run at right angles to it on the surface: u with v^T before u = 0.
      const [ux, uy] = [-(b * vx + c * vy), a * vx + b * vy];
      const length = Math.hypot(ux, uy) || 1;
      across[2 * i] = ux / length;
      across[2 * i + 1] = uy / length;
    }
  return { shortening, across };
}

/** First fundamental form [E, F, G] of the surface in texels, null at its rim. */
function metric(map: PositionMap, i: number, size: number): [number, number, number] | null {
  let [e, f, g] = [0, 0, 0];
  for (let k = 0; k < 3; k++) {
    const u = (map[3 * (i + 1) + k] - map[3 * (i - 1) + k]) / 2;
    const v = (map[3 * (i + size) + k] - map[3 * (i - size) + k]) / 2;
    e += u * u;
    f += u * v;
    g += v * v;
  }
  return Number.isNaN(e + g) ? null : [e, f, g];
}

/** Isotropic noise of the width of wrinkles, unit variance [size, size]. */
function bandNoise(size: number): Float32Array {
  const random = createRandom(NOISE_SEED);
  // Drawn on one grid for all sizes, so that they show the same wrinkles.
  const side = 256;
  const white = Float32Array.from({ length: side * side }, () => random.normal());
  const fine = blurred(white, side, side, 1.1);
  const broad = blurred(white, side, side, 3);
  const band = Float32Array.from(fine, (x, i) => x - broad[i]);
  const rms = Math.sqrt(band.reduce((sum, x) => sum + x * x, 0) / band.length);
  return Float32Array.from({ length: size * size }, (_, i) => {
    const x = Math.min(side - 1, Math.floor((((i % size) + 0.5) * side) / size));
    const y = Math.min(side - 1, Math.floor(((Math.floor(i / size) + 0.5) * side) / size));
    return band[y * side + x] / rms;
  });
}

/** Mean of the noise along the fold through a texel, both ways, times the root of the taps so that its variance stays. */
function alongFold(noise: Float32Array, across: Float32Array, start: number, size: number): number {
  const steps = Math.round((FOLD_LENGTH * size) / 256);
  let sum = noise[start];
  let taps = 1;
  for (const sign of [-1, 1]) {
    let [x, y] = [(start % size) + 0.5, Math.floor(start / size) + 0.5];
    let [dx, dy] = [sign * across[2 * start], sign * across[2 * start + 1]];
    for (let s = 0; s < steps; s++) {
      x += dx;
      y += dy;
      if (!(x >= 0 && y >= 0 && x < size && y < size)) break;
      const i = Math.floor(y) * size + Math.floor(x);
      let [nx, ny] = [across[2 * i], across[2 * i + 1]];
      if (nx === 0 && ny === 0) break;
      if (nx * dx + ny * dy < 0) [nx, ny] = [-nx, -ny];
      [dx, dy] = [nx, ny];
      sum += noise[i];
      taps++;
    }
  }
  return sum / Math.sqrt(taps) / 1.5;
}
