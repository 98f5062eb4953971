import type { FaceTopology } from '../../capture/detection/face-topology.ts';
import { sevenOf } from '../../capture/scan/scan-landmarks.ts';
import { alignmentResidual, spreadsOut } from './face-relief.ts';

/** Places of a face in the seven landmarks' order; people, whatever they express, are within 7, mm rms. */
const MAX_RESIDUAL_MM = 12;
/** How much better a mirror image must fit to be one; a face fits three times better than its own. */
const MIRROR_FACTOR = 2;

/**
 * What is wrong with seven landmarks as those of a face: right and left swapped (or a mirror image's), another order, all at
 * one place or in a line; null where nothing is. Nose and eyes stand out from each other enough to tell.
 * @param landmarks [7, 3] in any unit
 */
export function faultOfSeven(landmarks: Float64Array, topology: FaceTopology): string | null {
  const weights = new Float64Array(7).fill(1);
  if (!spreadsOut(landmarks, weights)) return 'points at one place';
  const canonical = sevenOf(
    Float64Array.from(
      Array.from(topology.ibug68).flatMap((l) => Array.from(topology.points.subarray(3 * l, 3 * l + 3))),
    ),
  );
  const asFace = alignmentResidual(landmarks, weights, canonical);
  const mirrored = landmarks.map((x, i) => (i % 3 === 0 ? -x : x));
  const asMirrorImage = alignmentResidual(mirrored, weights, canonical);
  if (MIRROR_FACTOR * asMirrorImage < asFace) return "a face's mirror image: right and left are swapped";
  if (asFace > MAX_RESIDUAL_MM) return `points ${asFace.toFixed(0)} mm off any face's in that order`;
  return null;
}
