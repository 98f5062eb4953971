import { solveCholesky } from '../geometry/cholesky.ts';
import { smoothStep } from '../geometry/smooth-step.ts';
import type { LinearImage } from './image.ts';

/** Pixels, and what they would show but for what spoils them: too much light, or another thing in the same pixel. */
export interface MendedPixels {
  /** [N] */
  readonly pixels: Uint32Array;
  /** [N, 3] linear, beyond 1 where need be */
  readonly colors: Float32Array;
}

/** Linear light at which a channel begins to be burnt, and is. */
const BURNT = [0.92, 0.98] as const;
/** Share of what counts that is to be burnt: a highlight on a nose is none. */
const LEAST_SHARE = 0.002;
/** Of what counts, pixels between those that tell how channels go together. */
const STRIDE = 7;
/** Darker pixels tell nothing of that. */
const DARK = 0.02;
/** Place among the burnt pixels' darkest channel up to which others are compared: brighter ones are burnt for the most part, and those that are not are odd. */
const COMPARED = 0.2;
/** Largest logarithm by which a channel is raised. */
const MOST = 0.7;
const RIDGE = 1e-3;

/**
 * What skin shows where it is overexposed. Its red is burnt first, then its green; what is left of a colour is pale yellow, and skin divided by its
 * light is grey there. A burnt channel follows from those that are not as it does elsewhere on the same skin,
 *   log c = a + sum_o b_o log o  (o: the channels that burn after it),
 * least squares over pixels that are not burnt and no brighter in o than the darkest fifth of those that are.
 * @param counts [h, w] what is of one kind
 * @returns null where little is burnt
 */
export function burntPixels({ channels, data }: LinearImage, counts: (pixel: number) => boolean): MendedPixels | null {
  const burnt: number[] = [];
  const others: number[] = [];
  let counted = 0;
  for (let pixel = 0; pixel < data.length / channels; pixel++) {
    if (!counts(pixel)) continue;
    counted++;
    const k = channels * pixel;
    if (Math.max(data[k], data[k + 1], data[k + 2]) > BURNT[0]) burnt.push(pixel);
    else if (counted % STRIDE === 0 && Math.min(data[k], data[k + 1], data[k + 2]) > DARK) others.push(pixel);
  }
  if (burnt.length < LEAST_SHARE * counted) return null;
  const at = (pixel: number, c: number): number => data[channels * pixel + c];
  const reds = relation(at, { channel: 0, from: [1, 2] }, burnt, others);
  const greens = relation(at, { channel: 1, from: [2] }, burnt, others);
  if (reds === null || greens === null) return null;
  const colors = new Float32Array(3 * burnt.length);
  burnt.forEach((pixel, i) => {
    const blue = at(pixel, 2);
    const green = raised(at(pixel, 1), greens([blue]));
    colors.set([raised(at(pixel, 0), reds([green, blue])), green, blue], 3 * i);
  });
  return { pixels: Uint32Array.from(burnt), colors };
}

/** A channel, and those that it follows from. */
interface Following {
  readonly channel: number;
  readonly from: readonly number[];
}

/** @returns a channel's value by those that it follows from; null where nothing tells it */
function relation(
  at: (pixel: number, channel: number) => number,
  { channel, from }: Following,
  burnt: readonly number[],
  others: readonly number[],
): ((values: readonly number[]) => number) | null {
  const sorted = Float64Array.from(burnt, (pixel) => at(pixel, from[0])).sort();
  const most = sorted[Math.floor(COMPARED * sorted.length)];
  const n = from.length + 1;
  const hessian = new Float64Array(n * n);
  const rhs = new Float64Array(n);
  const row = new Float64Array(n);
  let total = 0;
  for (const pixel of others) {
    if (at(pixel, from[0]) > most) continue;
    row[0] = 1;
    from.forEach((c, k) => {
      row[k + 1] = Math.log(at(pixel, c));
    });
    const value = Math.log(at(pixel, channel));
    for (let a = 0; a < n; a++) {
      rhs[a] += row[a] * value;
      for (let b = 0; b <= a; b++) hessian[a * n + b] += row[a] * row[b];
    }
    total++;
  }
  for (let a = 1; a < n; a++) hessian[a * n + a] += RIDGE * total;
  const x = total > n ? solveCholesky(hessian, rhs) : null;
  if (x === null) return null;
  return (values) => Math.exp(values.reduce((sum, value, k) => sum + x[k + 1] * Math.log(Math.max(DARK, value)), x[0]));
}

/** A channel as it would have been, where it is burnt. */
function raised(value: number, expected: number): number {
  const log = Math.min(MOST, Math.max(0, Math.log(expected / value)));
  return value * Math.exp(log * smoothStep(value, BURNT));
}
