import type { EyePixels } from './eye-pixels.ts';

/** Shares of pixels, from the darkest, between which brightness counts: highlights and lashes say nothing. */
const DARKEST = 0.03;
const BRIGHTEST = 0.95;
/** Fewer pixels show no disc. */
const LEAST_PIXELS = 12;
/** The edge of an iris blends over this at least, radians. */
const EDGE = 0.03;
/** Pixels of an eye that err together, and how many count at most. */
const PIXELS_A_TRUTH = 8;
const MOST_TRUTHS = 60;

/** How dark the pixels of an eye are, mean 0 and variance 1 [N]; null where they show nothing. */
export function darkness({ colors }: EyePixels): Float64Array | null {
  const count = colors.length / 3;
  if (count < LEAST_PIXELS) return null;
  // Near what one sees: a root of the luminance.
  const bright = Float64Array.from({ length: count }, (_, i) =>
    Math.sqrt(Math.max(0, 0.2126 * colors[3 * i] + 0.7152 * colors[3 * i + 1] + 0.0722 * colors[3 * i + 2])),
  );
  const sorted = bright.slice().sort();
  const [low, high] = [DARKEST, BRIGHTEST].map((share) => sorted[Math.floor(share * (count - 1))]);
  const dark = bright.map((x) => -Math.min(high, Math.max(low, x)));
  const mean = dark.reduce((sum, x) => sum + x, 0) / count;
  const deviation = Math.sqrt(dark.reduce((sum, x) => sum + (x - mean) ** 2, 0) / count);
  return deviation < 1e-6 ? null : dark.map((x) => (x - mean) / deviation);
}

/** A disc on an eyeball. */
export interface IrisDisc {
  /** Its middle: unit [3]. */
  readonly axis: readonly number[];
  /** Radians, seen from the eyeball's centre. */
  readonly radius: number;
}

/**
 * How well a disc explains what is dark between the lids: the correlation of {@link darkness} with the disc's cover
 *   m_i = 1/2 + (radius - angle(u_i, axis)) / width,  clamped to 0..1, width a pixel
 * over all pixels; 0 where no pixel or every pixel lies in it.
 */
export function irisCorrelation(
  { directions, pixelsPerRadian }: EyePixels,
  dark: Float64Array,
  { axis, radius }: IrisDisc,
): number {
  const width = Math.max(EDGE, 1 / pixelsPerRadian);
  let [sum, squares, product] = [0, 0, 0];
  for (let i = 0; i < dark.length; i++) {
    const cos = directions[3 * i] * axis[0] + directions[3 * i + 1] * axis[1] + directions[3 * i + 2] * axis[2];
    const angle = Math.acos(Math.min(1, Math.max(-1, cos)));
    const m = Math.min(1, Math.max(0, 0.5 + (radius - angle) / width));
    sum += m;
    squares += m * m;
    product += m * dark[i];
  }
  const variance = squares - (sum * sum) / dark.length;
  return variance < 1e-9 ? 0 : product / Math.sqrt(dark.length * variance);
}

/** Minus the log-likelihood of a disc, for the N of its pixels that are independent: N/2 log(1 - rho^2), rho as above and not below 0. */
export function discCost(pixels: EyePixels, dark: Float64Array, disc: IrisDisc): number {
  const rho = Math.max(0, irisCorrelation(pixels, dark, disc));
  return (Math.min(MOST_TRUTHS, dark.length / PIXELS_A_TRUTH) / 2) * Math.log(1 - rho * rho + 1e-6);
}
