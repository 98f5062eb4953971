import { SEVEN } from '../../capture/scan/scan-landmarks.ts';
import { alignSimilarity, applySimilarity, invertSimilarity, type Similarity } from '../../geometry/similarity.ts';
import type { HeadModel } from '../../head/head-model.ts';
import { pointPositions, pointPositionsBackward, type VertexPoints } from '../../head/shape/shape-space.ts';
import type { ScanPairs } from './scan-pairs.ts';

/** Landmarks of a head and where a scan has them. */
export interface ScanMarks {
  readonly points: VertexPoints;
  /** [L, 3] mm */
  readonly target: Float64Array;
  /** [L] 0..1 */
  readonly weights: Float64Array;
}

/** The seven landmarks of protocols. @param landmarks of the scan [7, 3] mm */
export function sevenMarks(head: HeadModel, landmarks: Float64Array): ScanMarks {
  const { vertices, barycentric } = head.embeddings.ibug68;
  return {
    points: {
      count: SEVEN.length,
      arity: 3,
      vertices: Uint32Array.from(SEVEN.flatMap((l) => Array.from(vertices.subarray(3 * l, 3 * l + 3)))),
      weights: Float64Array.from(SEVEN.flatMap((l) => Array.from(barycentric.subarray(3 * l, 3 * l + 3)))),
    },
    target: landmarks,
    weights: new Float64Array(SEVEN.length).fill(1),
  };
}

/** Head -> scan by the landmarks. @param positions [V, 3] */
export function alignMarks({ points, target, weights }: ScanMarks, positions: ArrayLike<number>): Similarity {
  return alignSimilarity(pointPositions(points, positions), target, 'similarity', weights);
}

/** Head -> scan by the pairs as they stand. */
export function alignPairs(pairs: ScanPairs, positions: ArrayLike<number>, similarity: Similarity): Similarity {
  const { count, vertices, barycentric, targets, weights } = pairs;
  const here = pointPositions({ count, arity: 3, vertices, weights: barycentric }, positions);
  return alignSimilarity(here, applySimilarity(similarity, targets), 'similarity', weights);
}

/** Where the scan has the landmarks, in the head's frame [L, 3]. */
export function wantedMarks({ target }: ScanMarks, similarity: Similarity): Float64Array {
  return applySimilarity(invertSimilarity(similarity), target);
}

/** L = sum_l w_l |m_l - x_l|^2/(2 s^2) in the head's frame. @param gradOut [V, 3] accumulated into */
export function marksLoss(
  marks: ScanMarks,
  positions: ArrayLike<number>,
  { similarity, sigmaMm }: { readonly similarity: Similarity; readonly sigmaMm: number },
  gradOut: Float32Array | Float64Array,
): number {
  const wanted = wantedMarks(marks, similarity);
  const gradient = pointPositions(marks.points, positions);
  let loss = 0;
  for (let i = 0; i < gradient.length; i++) {
    const gap = gradient[i] - wanted[i];
    const weight = marks.weights[Math.floor(i / 3)] / sigmaMm ** 2;
    loss += (weight * gap * gap) / 2;
    gradient[i] = weight * gap;
  }
  pointPositionsBackward(marks.points, gradient, gradOut);
  return loss;
}
