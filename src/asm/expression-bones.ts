import type { ShapePoints } from '../head/shape-space.ts';
import { BONES } from './bones.ts';
import type { SkinningPairs } from './mixture-weights.ts';

/**
 * Expressions of single views on the expressive bones: bone j of view v is translated by tau_vj beside the
 * transform that all views share, and linear blend skinning being linear in translations
 *   X_iv = X_i + sum_j w_ij tau_vj,  j over lips, jaw, chin, lids, brows.
 */
export const EXPRESSIVE_BONES: readonly number[] = BONES.flatMap((bone, j) => (bone.expressive ? [j] : []));

/** Numbers of one view's translations tau [X, 3], mm. */
export const EXPRESSION_BONE_PARAMETERS = 3 * EXPRESSIVE_BONES.length;

const SLOT: Int32Array = Int32Array.from(BONES, (_, j) => EXPRESSIVE_BONES.indexOf(j));

/** Points as weighted sums of vertices. */
type WeightedVertices = Pick<ShapePoints, 'count' | 'arity' | 'vertices' | 'weights'>;

/**
 * Displacement of points by one view's translations.
 * @param weights skinning weights of the pairs [N]
 * @param translations tau [X, 3]
 * @returns [points, 3]
 */
export function expressionShift(
  points: WeightedVertices,
  pairs: SkinningPairs,
  weights: ArrayLike<number>,
  translations: ArrayLike<number>,
): Float64Array {
  const out = new Float64Array(3 * points.count);
  forEachInfluence(points, pairs, (i, n, slot, share) => {
    for (let k = 0; k < 3; k++) out[3 * i + k] += share * weights[n] * translations[3 * slot + k];
  });
  return out;
}

/**
 * Backward of {@link expressionShift}: tau_bar_j = sum_i w_ij g_i, w_bar_ij = g_i . tau_j.
 * @param gradPoints g [points, 3]
 * @param gradTranslationsOut [X, 3] accumulated into
 * @param gradWeightsOut [N] accumulated into
 */
export function expressionShiftBackward(
  points: WeightedVertices,
  pairs: SkinningPairs,
  weights: ArrayLike<number>,
  translations: ArrayLike<number>,
  gradPoints: ArrayLike<number>,
  gradTranslationsOut: Float64Array,
  gradWeightsOut: Float64Array,
): void {
  forEachInfluence(points, pairs, (i, n, slot, share) => {
    for (let k = 0; k < 3; k++) {
      const g = share * gradPoints[3 * i + k];
      gradTranslationsOut[3 * slot + k] += weights[n] * g;
      gradWeightsOut[n] += translations[3 * slot + k] * g;
    }
  });
}

/** Visits every pair of a point's vertices and an expressive bone. */
function forEachInfluence(
  points: WeightedVertices,
  pairs: SkinningPairs,
  visit: (point: number, pair: number, slot: number, share: number) => void,
): void {
  const vertexCount = pairs.start.length - 1;
  for (let i = 0; i < points.count; i++)
    for (let c = 0; c < points.arity; c++) {
      const share = points.weights[i * points.arity + c];
      const vertex = points.vertices[i * points.arity + c];
      if (share === 0 || vertex >= vertexCount) continue;
      for (let n = pairs.start[vertex]; n < pairs.start[vertex + 1]; n++) {
        const slot = SLOT[pairs.bones[n]];
        if (slot >= 0) visit(i, n, slot, share);
      }
    }
}

/** The same displacement for every vertex of the skin [V, 3]. */
export function expressionShiftOfSkin(
  pairs: SkinningPairs,
  weights: ArrayLike<number>,
  translations: ArrayLike<number>,
): Float64Array {
  const count = pairs.start.length - 1;
  const everyVertex = { count, arity: 1, vertices: Uint32Array.from({ length: count }, (_, v) => v) };
  return expressionShift({ ...everyVertex, weights: new Float64Array(count).fill(1) }, pairs, weights, translations);
}
