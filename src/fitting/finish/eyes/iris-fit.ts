import type { EyePixels } from './eye-pixels.ts';

/** The edge of an iris blends over this at least, radians. */
const EDGE = 0.03;
/** Pixels of an eye that err together, and how many count at most. */
const PIXELS_A_TRUTH = 8;
const MOST_TRUTHS = 60;

/** A disc on an eyeball. */
export interface IrisDisc {
  /** Its middle: unit [3]. */
  readonly axis: readonly number[];
  /** Radians, seen from the eyeball's centre. */
  readonly radius: number;
}

/** Of the iris' radius: a pupil in daylight. */
const PUPIL = 0.32;

/**
 * How much of what is dark between the lids an iris and its pupil explain: R^2 of {@link EyePixels} by their covers
 *   m_i = 1/2 + (radius - angle(u_i, axis)) / width,  clamped to 0..1, width a pixel,  p_i the pupil's alike
 * over all pixels, both of them dark: a pupil that comes out bright (a highlight, an iris as dark) is left out; 0 where no
 * pixel or every pixel lies in the iris, or it is the brighter part.
 */
export function irisExplains(
  { directions, dark, height, pixelsPerRadian }: EyePixels,
  { axis, radius }: IrisDisc,
): number {
  if (dark === null) return 0;
  const width = Math.max(EDGE, 1 / pixelsPerRadian);
  const n = dark.length;
  const outside = Math.cos(radius + width / 2);
  let [m, p, mm, pp, mp, md, pd, mh, ph] = [0, 0, 0, 0, 0, 0, 0, 0, 0];
  for (let i = 0; i < n; i++) {
    const cos = directions[3 * i] * axis[0] + directions[3 * i + 1] * axis[1] + directions[3 * i + 2] * axis[2];
    if (cos <= outside) continue;
    const angle = Math.acos(Math.min(1, cos));
    const iris = Math.min(1, 0.5 + (radius - angle) / width);
    const pupil = Math.min(1, Math.max(0, 0.5 + (PUPIL * radius - angle) / width));
    m += iris;
    p += pupil;
    mm += iris * iris;
    pp += pupil * pupil;
    mp += iris * pupil;
    md += iris * dark[i];
    pd += pupil * dark[i];
    mh += iris * height[i];
    ph += pupil * height[i];
  }
  // Covariances, times the number of pixels; the darkness has mean 0 and variance 1.
  const [a, b, c] = [mm - (m * m) / n - mh * mh, mp - (m * p) / n - mh * ph, pp - (p * p) / n - ph * ph];
  if (a < 1e-9 || md <= 0) return 0;
  const alone = (md * md) / (a * n);
  const determinant = a * c - b * b;
  if (determinant < 1e-6 * a * Math.max(1, c)) return alone;
  const [iris, pupil] = [(c * md - b * pd) / determinant, (a * pd - b * md) / determinant];
  return pupil > 0 && iris > 0 ? (iris * md + pupil * pd) / n : alone;
}

/** Minus the log-likelihood of a disc, for the N of its pixels that are independent: N/2 log(1 - R^2), R^2 by {@link irisExplains}. */
export function discCost(pixels: EyePixels, disc: IrisDisc): number {
  if (pixels.dark === null) return 0;
  const explained = irisExplains(pixels, disc);
  return (Math.min(MOST_TRUTHS, pixels.dark.length / PIXELS_A_TRUTH) / 2) * Math.log(1 - Math.min(1, explained) + 1e-6);
}
