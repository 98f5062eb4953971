import type { LinearImage } from '../../image/image.ts';

/** Colours are told apart by their logarithms. */
type Logs = readonly [number, number, number];

/** Share of a photograph's pixels that are darker than its white, channel by channel, and pixels between those that tell it. */
const WHITE = 0.99;
const WHITE_STRIDE = 7;
const DARKEST = 0.004;
/** How far it is believed, share of its logarithm: a picture may hold no white, and a dark skin before a black wall be its brightest. */
const BELIEVED = 0.6;
/**
 * Standard deviations of what lies between a photograph's white and the light on the skin, logarithms: how strong it is, red against
 * blue, green against both, and each channel for itself.
 */
const STRENGTH = 0.35;
const WARMTH = 0.5;
const TINT = 0.1;
const OWN = 0.05;
/** Coefficients of the albedo model's first mode, from dark to light, that are tried: the skins that it was made of lie between. */
const MODE = [-1.35, 1.2] as const;
const STEPS = 51;

/** What a photograph has for white, logarithms: the brightest that it shows of each channel, paper, a shirt, a lamp's glare, as far as that is believed. */
export function whiteOf({ channels, data }: LinearImage): Logs {
  const step = channels * WHITE_STRIDE;
  const count = Math.floor(data.length / step);
  const [r, g, b] = [0, 1, 2].map((c) => {
    const sorted = Float64Array.from({ length: count }, (_, k) => data[step * k + c]).sort();
    return BELIEVED * Math.log(Math.max(DARKEST, sorted[Math.floor(WHITE * (count - 1))]));
  });
  return [r, g, b];
}

/**
 * How light a skin is: photographs show the product of skin and light alone, so that a dark skin in a strong light looks like a light
 * one in the shade. What a photograph's white says of the light, and how skins vary, share the difference:
 *   min_x x^2 + r' S^-1 r,  r = shown - m(x),  S = s^2 11' + t^2 uu' + g^2 vv' + o^2 I
 * u from blue to red, v from both to green.
 * @param shown log colour of the skin over the photograph's white
 * @param toneAt m: log colour of the albedo model for a coefficient of its first mode
 * @returns x, standard deviations
 */
export function skinTone(shown: Logs, toneAt: (coefficient: number) => Logs): number {
  let [best, least] = [0, Number.POSITIVE_INFINITY];
  for (let k = 0; k < STEPS; k++) {
    const x = MODE[0] + (k * (MODE[1] - MODE[0])) / (STEPS - 1);
    const tone = toneAt(x);
    const cost = x * x + unlikely([0, 1, 2].map((c) => shown[c] - tone[c]));
    if (cost < least) [best, least] = [x, cost];
  }
  return best;
}

/** r' S^-1 r: the axes of strength, warmth and tint are orthogonal. */
function unlikely([r, g, b]: readonly number[]): number {
  const along = (dot: number, square: number, deviation: number): number =>
    (dot * dot) / (square * (deviation * deviation * square + OWN * OWN));
  return along(r + g + b, 3, STRENGTH) + along((r - b) / 2, 1 / 2, WARMTH) + along((2 * g - r - b) / 3, 2 / 3, TINT);
}
