import { alignSimilarity, applySimilarity } from '../../geometry/similarity.ts';

/** How well points in space are a face: as they are, and as their mirror image, mm of the canonical face, rms. */
export interface FaceRelief {
  readonly asFace: number;
  readonly asMirrorImage: number;
}

/** Fewer points tell nothing of a relief. */
const MIN_POINTS = 100;
/** Points of a face are this near to the canonical one's after alignment; people's are within 5, mm rms. */
const MAX_RESIDUAL_MM = 12;
/** A face's mirror image must fit it that much worse: on faces it does five times. */
const MIRROR_FACTOR = 2;

/**
 * The relief of points that a picture showed as a face:
 *   residual(m) = min over s, R, t of sqrt(sum_l w_l |s R m x_l + t - c_l|^2/sum_l w_l), m = 1 or a reflection
 * A shell's inside looks like a face too, whose nose points away from who looks: on it the reflection fits. This holds
 * whichever way the triangles are wound. A mirror image of a whole scan cannot be told from another person's.
 * @param points [L, 3] in any unit @param weights [L], 0 for points that do not count @param canonical [L, 3] mm
 * @returns null where too few points count, or all lie at one place
 */
export function faceRelief(points: Float64Array, weights: Float64Array, canonical: Float64Array): FaceRelief | null {
  const counted = weights.reduce((sum, w) => sum + (w > 0 ? 1 : 0), 0);
  if (counted < MIN_POINTS || !spreadsOut(points, weights)) return null;
  const mirrored = points.map((x, i) => (i % 3 === 0 ? -x : x));
  return {
    asFace: alignmentResidual(points, weights, canonical),
    asMirrorImage: alignmentResidual(mirrored, weights, canonical),
  };
}

/** Whether points bulge as a face does. */
export function isFaceRelief(relief: FaceRelief | null): boolean {
  return relief !== null && relief.asFace <= MAX_RESIDUAL_MM && relief.asMirrorImage >= MIRROR_FACTOR * relief.asFace;
}

/** Whether points that count are at more than one place, so that a similarity is defined. */
export function spreadsOut(points: Float64Array, weights: Float64Array): boolean {
  const first = weights.findIndex((w) => w > 0);
  return weights.some((w, l) => w > 0 && [0, 1, 2].some((k) => points[3 * l + k] !== points[3 * first + k]));
}

/** Weighted rms distance of points from others after the best similarity, in the others' unit. */
export function alignmentResidual(points: Float64Array, weights: Float64Array, canonical: Float64Array): number {
  const moved = applySimilarity(alignSimilarity(points, canonical, 'similarity', weights), points);
  let square = 0;
  let total = 0;
  for (let l = 0; l < weights.length; l++) {
    total += weights[l];
    for (let k = 0; k < 3; k++) square += weights[l] * (moved[3 * l + k] - canonical[3 * l + k]) ** 2;
  }
  return Math.sqrt(square / total);
}
