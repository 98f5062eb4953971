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

/**
 * Lightness of hair beside the face's, (Y_hair / Y_face)^(1/3) of the medians of luminance, so that exposure does not count; null where a view shows too
 * little of either.
 */
export function hairLightness({ image, labels }: Pick<WorkingView, 'image' | 'labels'>): number | null {
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
  return lit > 0 ? Math.cbrt(median(hair) / lit) : null;
}

/**
 * Which views show hair of another kind than most: dyed since, or a wig. Views in the order of their hair's lightness are parted wherever the next
 * one is {@link GAP} lighter; the largest part stays, and views that tell nothing.
 * @param lightness of each view's hair, as {@link hairLightness} has it
 * @returns indices, ascending
 */
export function unlikeHair(lightness: readonly (number | null)[]): number[] {
  const known = lightness.flatMap((light, v) => (light === null ? [] : [{ light, v }]));
  if (known.length < FEWEST_VIEWS) return [];
  known.sort((a, b) => a.light - b.light);
  const parts: number[][] = [[]];
  known.forEach(({ light, v }, k) => {
    if (k > 0 && light - known[k - 1].light >= GAP) parts.push([]);
    parts[parts.length - 1].push(v);
  });
  const largest = parts.reduce((most, part) => (part.length > most.length ? part : most));
  return parts.flatMap((part) => (part === largest ? [] : part)).sort((a, b) => a - b);
}
