import { luminance } from '../../../image/color.ts';
import type { Triple } from '../../../image/oklab.ts';
import type { RealArray } from '../../../kernels/kernel.ts';
import { chartPlace, wayOut } from './strands.ts';

/** Colours of hair at so much of the way from the crown, linear sRGB. */
export interface HairColors {
  readonly mean: Triple;
  /** From the mean to what lies one standard deviation above it in brightness. */
  readonly spread: Triple;
}

/** Colours that hair is seen to have: roots are darker than tips where they are, and strands differ as the seen ones do. */
export interface HairPalette {
  readonly usual: Triple;
  /** @param way from the crown, 0 to 1 at the chart's edge */
  at(way: number): HairColors;
}

/** Rings of the chart that colours are taken of, and how many of them their kernel is wide. */
const RINGS = 32;
const WIDTH = 2.5;
/** Weight of the usual colour in each ring, of all that is seen. */
const USUAL_SHARE = 0.03;
/** What is brighter or darker than the middle, and how far the means of both halves of a normal distribution are apart, standard deviations. */
const HALVES = 2 * Math.sqrt(2 / Math.PI);
/** Where the usual colour is taken of, shares by brightness. */
const MIDDLE = [0.4, 0.6] as const;

/**
 * Means over the seen texels by their way from the crown, a Gaussian of rings wide, and of what is brighter and darker than
 * the ring's mean: spread = (bright - dark)/(2 sqrt(2/pi)), which is a standard deviation of normal ones. Where little is
 * seen they go to those of all hair.
 * @param texels [N] on a chart of that size @param sum colours times weights, and weights [N, 4]
 */
export function hairPalette(texels: Uint32Array, size: number, sum: RealArray): HairPalette {
  const usual = usualColor(sum);
  const rings = Uint8Array.from(texels, (texel) =>
    Math.min(RINGS - 1, Math.floor(RINGS * wayOut(...chartPlace(texel, size)))),
  );
  const whole = seenBy(rings, sum, () => true);
  const all = whole.reduce((total, x, k) => total + (k % 4 === 3 ? x : 0), 0);
  const means = smoothed(whole, usual, USUAL_SHARE * all);
  const bright = (ring: number, light: number): boolean => light > luminance(...means[ring]);
  const above = smoothed(seenBy(rings, sum, bright), usual, 0);
  const below = smoothed(
    seenBy(rings, sum, (ring, light) => !bright(ring, light)),
    usual,
    0,
  );
  const colors = means.map((mean, ring): HairColors => {
    const [top, bottom] = [above[ring], below[ring]];
    return { mean, spread: triple((c) => (top[c] - bottom[c]) / HALVES) };
  });
  return {
    usual,
    at(way) {
      const place = Math.max(0, Math.min(RINGS - 1, RINGS * way - 0.5));
      const ring = Math.min(RINGS - 2, Math.floor(place));
      const t = place - ring;
      const [a, b] = [colors[ring], colors[ring + 1]];
      return {
        mean: triple((c) => (1 - t) * a.mean[c] + t * b.mean[c]),
        spread: triple((c) => (1 - t) * a.spread[c] + t * b.spread[c]),
      };
    },
  };
}

function triple(of: (c: number) => number): Triple {
  return [of(0), of(1), of(2)];
}

/** Sums over rings of seen colours [RINGS, 4]. */
function seenBy(rings: Uint8Array, sum: RealArray, counts: (ring: number, light: number) => boolean): Float64Array {
  const out = new Float64Array(4 * RINGS);
  for (let i = 0; i < rings.length; i++) {
    const weight = sum[4 * i + 3];
    if (!(weight > 0)) continue;
    if (!counts(rings[i], luminance(sum[4 * i], sum[4 * i + 1], sum[4 * i + 2]) / weight)) continue;
    for (let c = 0; c < 4; c++) out[4 * rings[i] + c] += sum[4 * i + c];
  }
  return out;
}

/** Means about each ring; `usual` counts with that weight, alone where nothing is seen. */
function smoothed(sums: Float64Array, usual: Triple, weight: number): Triple[] {
  return Array.from({ length: RINGS }, (_, ring) => {
    const total = [...usual.map((x) => weight * x), weight];
    for (let other = 0; other < RINGS; other++) {
      const near = Math.exp((-0.5 * (ring - other) ** 2) / WIDTH ** 2);
      for (let c = 0; c < 4; c++) total[c] += near * sums[4 * other + c];
    }
    return total[3] > 0 ? triple((c) => total[c] / total[3]) : usual;
  });
}

/** Mean colour of the middle fifth of the texels that are seen, by luminance, each by its weight; black where none is. @param sum [N, 4] */
function usualColor(sum: RealArray): Triple {
  const light = new Float64Array(sum.length / 4);
  const seen = new Uint32Array(light.length);
  let [count, total] = [0, 0];
  for (let i = 0; i < light.length; i++) {
    const weight = sum[4 * i + 3];
    if (!(weight > 0)) continue;
    light[i] = luminance(sum[4 * i], sum[4 * i + 1], sum[4 * i + 2]) / weight;
    total += weight;
    seen[count++] = i;
  }
  const middle = [0, 0, 0, 0];
  let passed = 0;
  for (const texel of seen.subarray(0, count).sort((a, b) => light[a] - light[b])) {
    const i = 4 * texel;
    passed += sum[i + 3];
    if (passed >= MIDDLE[0] * total) for (let c = 0; c < 4; c++) middle[c] += sum[i + c];
    if (passed >= MIDDLE[1] * total) break;
  }
  return triple((c) => (middle[3] === 0 ? 0 : middle[c] / middle[3]));
}
