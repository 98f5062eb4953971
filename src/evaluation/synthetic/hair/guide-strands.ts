import type { Random } from '../../../geometry/random.ts';
import type { Triple } from '../../../image/oklab.ts';
import { combed, type HairRoot, isFringe, strandLength } from './comb.ts';
import type { HairCut, Hairstyle } from './hairstyle.ts';
import type { HeadDistance } from './head-distance.ts';

/** Points of a strand. */
export const STRAND_POINTS = 20;

/** A strand that others take after. */
export interface GuideStrand {
  readonly root: HairRoot;
  /** [{@link STRAND_POINTS}, 3] mm, the root first. */
  readonly points: Float64Array;
  /** How far off the skin it lies, 0..1 of the style's volume. */
  readonly lift: number;
}

/** Over so many mm a strand comes to fall. */
const FALL_MM = 70;
const FALL_MOST: Readonly<Record<HairCut, number>> = {
  cropped: 0.5,
  'swept back': 0.9,
  parted: 0.85,
  bob: 0.85,
  long: 0.85,
  curly: 0.1,
};
/** Long hair before the face is led to the side of the parting that it grows on. */
const ASIDE: Triple = [0.7, 0, -0.5];
const BEFORE_FACE = 0.3;
/** Beside the face it need be led no farther, mm. */
const BESIDE_MM = 52;
/** How far long hair is led backwards until it is behind the ears, from the skull's middle, mm. */
const TUCK = 0.9;
const TUCKED_Z = -12;
/** How upright hair leaves the skin, and over how many mm it lies down. */
const RISE = 0.9;
const RISE_MM = 14;
/** How far hair that hangs, but for curls, is drawn towards the neck, of its fall. */
const CLING = 0.35;
/** Hair longer than this would hang over the face. */
const LONG_MM = 70;

/**
 * Grows a strand: a step along the comb's direction and down, off the skin at first, slid along the head where it would enter it.
 * Where its style has a hem it ends there, else where its length does.
 */
export function growGuide(root: HairRoot, style: Hairstyle, head: HeadDistance, random: Random): GuideStrand {
  const length = strandLength(root, style) * (0.85 + 0.3 * random.uniform());
  const lift = 0.25 + 0.75 * random.uniform();
  const comb = combed(root, style);
  const fine: number[] = [...root.place];
  const step = Math.min(4, length / STRAND_POINTS);
  const point = [...root.place];
  const leadsAside = !isFringe(root, style) && style.top > LONG_MM;
  const side = root.place[0] > style.parting ? 1 : -1;
  const hem = style.hem === null || isFringe(root, style) ? null : style.hem + 12 * random.normal();
  for (let s = 0; s < length; s += step) {
    const rise = RISE * Math.exp(-s / RISE_MM);
    const out = [0, 1, 2].map((k) => point[k] - head.centre[k]);
    const r = Math.hypot(...out);
    const away = out.map((x) => x / r);
    const skin = head.along(out[0], out[1], out[2]);
    // Long hair is tucked behind the ears.
    const tuck = style.cut === 'long' && out[2] > TUCKED_Z ? TUCK : 0;
    // What is swept back falls behind the crown alone.
    const falls = style.cut === 'swept back' ? Math.max(0, Math.min(1, -1.5 * away[2])) : Math.min(1, s / FALL_MM);
    const fall = FALL_MOST[style.cut] * falls;
    const aside = leadsAside && away[2] > BEFORE_FACE && Math.abs(out[0]) < BESIDE_MM ? side : 0;
    const towards = comb.map(
      (x, k) =>
        (1 - fall) * x -
        (k === 1 ? fall : 0) +
        Math.abs(aside) * (k === 0 ? aside : 1) * ASIDE[k] -
        (k === 2 ? tuck : 0),
    );
    // Along the skin while it lies on it, freely beyond.
    const inwards = Math.min(
      0,
      towards.reduce((sum, x, k) => sum + x * away[k], 0),
    );
    const along = towards.map((x, k) => x - (r < skin + style.volume + 6 ? inwards * away[k] : 0));
    // Hair that hangs falls in towards the neck.
    if (r > skin + style.volume && (out[1] < 0 || style.cut === 'swept back') && style.cut !== 'curly')
      for (const k of [0, 2]) along[k] -= CLING * away[k];
    const norm = Math.hypot(...along) || 1;
    const direction = along.map((x, k) => x / norm + rise * away[k]);
    const size = Math.hypot(...direction);
    for (let k = 0; k < 3; k++) point[k] += (step * direction[k]) / size;
    keepOut(point, head, offSkin(style, lift, s));
    if (hem !== null && point[1] < hem) break;
    fine.push(...point);
  }
  return { root, points: resampled(fine), lift };
}

/** How far off the skin a strand lies at a length from its root, mm. */
function offSkin({ volume }: Hairstyle, lift: number, s: number): number {
  return 0.4 + lift * volume * Math.min(1, s / (1.5 * volume));
}

/** Moves a point away from the skull's middle where it lies nearer to the skin than so many mm. */
export function keepOut(point: number[], head: HeadDistance, mm: number): void {
  const out = [0, 1, 2].map((k) => point[k] - head.centre[k]);
  const r = Math.hypot(...out);
  const least = head.along(out[0], out[1], out[2]) + mm;
  if (r < least) for (let k = 0; k < 3; k++) point[k] = head.centre[k] + (out[k] * least) / r;
}

/** {@link STRAND_POINTS} points at equal steps along a polyline of equal steps. */
function resampled(fine: readonly number[]): Float64Array {
  const last = fine.length / 3 - 1;
  return Float64Array.from({ length: 3 * STRAND_POINTS }, (_, i) => {
    const at = (last * Math.floor(i / 3)) / (STRAND_POINTS - 1);
    const j = Math.min(Math.max(0, last - 1), Math.floor(at));
    const a = fine[3 * j + (i % 3)];
    return a + (at - j) * ((fine[3 * Math.min(last, j + 1) + (i % 3)] ?? a) - a);
  });
}
