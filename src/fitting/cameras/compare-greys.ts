import type { SeenGreys } from './skin-in-picture.ts';
import type { SkinPoints } from './skin-points.ts';

/** How alike two pictures of a skin are. */
export interface Likeness {
  /** Zero-mean correlation of locally normalised greys, -1..1; 0 where they share nothing. */
  readonly score: number;
  /** Share of the skin's points that both see, weighted. */
  readonly shared: number;
  /** The score that little in common makes small: score shared / (shared + LITTLE). */
  readonly trust: number;
}

/** Standard deviation of logarithmic grey in a window that is little contrast: sensors, JPEG and smooth shading make it. */
const NOISE = 0.12;
/** A window with less weight than this says nothing. */
const MIN_WINDOW = 8;
const SUMS = 6;
/** Share of the points that is little to compare: profiles share a fifth with the views beside them. */
const LITTLE = 0.04;

/**
 * Correlation of two pictures of the skin, window by window: with weights w = min(w_a, w_b) and the means, variances and covariance
 * of a window of two by two cells,
 *   score = sum W cov / (s_a s_b) / sqrt(sum W var_a / s_a^2 * sum W var_b / s_b^2),  s^2 = var + NOISE^2
 * so that light, exposure and tone, which change slowly over a face, do not count.
 */
export function compareGreys(points: SkinPoints, a: SeenGreys, b: SeenGreys): Likeness {
  const { cell, cellsAcross: across } = points;
  const sums = new Float64Array(SUMS * across * across);
  const { grey: greyA, weight: weightA } = a;
  const { grey: greyB, weight: weightB } = b;
  let shared = 0;
  for (let i = 0; i < cell.length; i++) {
    const w = Math.min(weightA[i], weightB[i]);
    if (w === 0) continue;
    const k = SUMS * cell[i];
    const p = greyA[i];
    const q = greyB[i];
    sums[k] += w;
    sums[k + 1] += w * p;
    sums[k + 2] += w * q;
    sums[k + 3] += w * p * p;
    sums[k + 4] += w * q * q;
    sums[k + 5] += w * p * q;
    shared += w;
  }
  let [both, own, other] = [0, 0, 0];
  const window = new Float64Array(SUMS);
  for (let y = 0; y + 1 < across; y++)
    for (let x = 0; x + 1 < across; x++) {
      const k = SUMS * (y * across + x);
      for (let s = 0; s < SUMS; s++)
        window[s] = sums[k + s] + sums[k + SUMS + s] + sums[k + SUMS * across + s] + sums[k + SUMS * (across + 1) + s];
      const w = window[0];
      if (w < MIN_WINDOW) continue;
      const [ma, mb] = [window[1] / w, window[2] / w];
      const va = Math.max(0, window[3] / w - ma * ma);
      const vb = Math.max(0, window[4] / w - mb * mb);
      const cov = window[5] / w - ma * mb;
      const [sa, sb] = [va + NOISE ** 2, vb + NOISE ** 2];
      both += (w * cov) / Math.sqrt(sa * sb);
      own += (w * va) / sa;
      other += (w * vb) / sb;
    }
  const score = own * other === 0 ? 0 : both / Math.sqrt(own * other);
  const share = shared / points.count;
  return { score, shared: share, trust: (score * share) / (share + LITTLE) };
}
