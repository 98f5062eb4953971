import { FACE_SKIN, HAIR } from '../../capture/segmentation/classes.ts';
import type { WorkingView } from '../../capture/working-view.ts';
import { median } from '../../geometry/median.ts';
import { luminance } from '../../image/color.ts';

/** Pixels of a class that its lightness is taken of: every so many. */
const STRIDE = 17;
/** Fewer of them tell no lightness. */
const FEWEST_PIXELS = 40;
/** In fewer views nobody is outvoted. */
const FEWEST_VIEWS = 3;
/**
 * Between the lightness of one hair and another's: photographs of one person from different years, by their tones and their light, have the same
 * hair up to 0.34 apart in all and 0.17 from the next, fair hair and the same person's black 0.61.
 */
const GAP = 0.4;

/** Hair that a view shows. */
export interface ShownHair {
  /** Beside the face's. */
  readonly lightness: number;
  /** How much of it, pixels. */
  readonly pixels: number;
}

/**
 * Hair of a view, its lightness beside the face's, (Y_hair / Y_face)^(1/3) of the medians of luminance, so that exposure does not count; null where a view shows too
 * little of either.
 */
export function shownHair({ image, labels }: Pick<WorkingView, 'image' | 'labels'>): ShownHair | null {
  if (labels === null) return null;
  const { data, channels } = image;
  const hair: number[] = [];
  const face: number[] = [];
  for (let k = 0; k < labels.length; k += STRIDE) {
    const values = labels[k] === HAIR ? hair : labels[k] === FACE_SKIN ? face : null;
    values?.push(luminance(data[channels * k], data[channels * k + 1], data[channels * k + 2]));
  }
  if (hair.length < FEWEST_PIXELS || face.length < FEWEST_PIXELS) return null;
  const lit = median(face);
  return lit > 0 ? { lightness: Math.cbrt(median(hair) / lit), pixels: STRIDE * hair.length } : null;
}

/**
 * Which views show hair of another kind than the rest: dyed since, or a wig. Views in the order of their hair's lightness are parted wherever the next
 * one is {@link GAP} lighter; the part that shows most of it stays, and views that tell nothing.
 * @param hair of each view, as {@link shownHair} has it
 * @returns indices, ascending
 */
export function unlikeHair(hair: readonly (ShownHair | null)[]): number[] {
  const known = hair.flatMap((own, v) => (own === null ? [] : [{ ...own, v }]));
  if (known.length < FEWEST_VIEWS) return [];
  known.sort((a, b) => a.lightness - b.lightness);
  const parts: (typeof known)[] = [[]];
  known.forEach((own, k) => {
    if (k > 0 && own.lightness - known[k - 1].lightness >= GAP) parts.push([]);
    parts[parts.length - 1].push(own);
  });
  const shown = (part: readonly ShownHair[]): number => part.reduce((sum, { pixels }) => sum + pixels, 0);
  const most = parts.reduce((best, part) => (shown(part) > shown(best) ? part : best));
  return parts.flatMap((part) => (part === most ? [] : part.map(({ v }) => v))).sort((a, b) => a - b);
}
