import { luminance } from '../../../image/color.ts';

/** Shares of pixels, from the darkest, between which brightness counts: highlights and lashes say nothing. */
const DARKEST = 0.03;
const BRIGHTEST = 0.95;
/** Fewer pixels show no disc. */
const LEAST_PIXELS = 12;

/**
 * How dark the pixels of an eye are, less what darkens steadily upwards, as the upper lid shades an eye, mean 0 and variance 1 [N]; null where they show nothing.
 * @param colors linear light [N, 3] @param height of each, mean 0 and length 1 [N]
 */
export function darkness(colors: ArrayLike<number>, height: ArrayLike<number>): Float64Array | null {
  const count = colors.length / 3;
  if (count < LEAST_PIXELS) return null;
  // Near what one sees: a root of the luminance.
  const bright = Float64Array.from({ length: count }, (_, i) =>
    Math.sqrt(Math.max(0, luminance(colors[3 * i], colors[3 * i + 1], colors[3 * i + 2]))),
  );
  const sorted = bright.slice().sort();
  const [low, high] = [DARKEST, BRIGHTEST].map((share) => sorted[Math.floor(share * (count - 1))]);
  const dark = bright.map((x) => -Math.min(high, Math.max(low, x)));
  const mean = dark.reduce((sum, x) => sum + x, 0) / count;
  const slope = dark.reduce((sum, x, i) => sum + x * height[i], 0);
  const level = dark.map((x, i) => x - mean - slope * height[i]);
  const deviation = Math.sqrt(level.reduce((sum, x) => sum + x * x, 0) / count);
  return deviation < 1e-6 ? null : level.map((x) => x / deviation);
}
