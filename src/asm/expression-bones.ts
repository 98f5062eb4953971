import type { ShapePoints } from '../head/shape/shape-space.ts';
import type { RealArray } from '../kernels/kernel.ts';
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

/** Which expressive bones reach which points, and through which pairs of vertex and bone. */
export interface ExpressionInfluences {
  /** Rows of `slots` of each point [count + 1]. */
  readonly start: Uint32Array;
  /** Expressive bone of each influence [U]. */
  readonly slots: Uint32Array;
  /** Shares that make up the influences' weights [E]: omega_u = sum share w_pair. */
  readonly influence: Uint32Array;
  readonly pair: Uint32Array;
  readonly share: Float64Array;
}

/** Of points that no view's expression moves. */
export const NO_INFLUENCES: ExpressionInfluences = {
  start: new Uint32Array(1),
  slots: new Uint32Array(0),
  influence: new Uint32Array(0),
  pair: new Uint32Array(0),
  share: new Float64Array(0),
};

export function expressionInfluences(points: WeightedVertices, pairs: SkinningPairs): ExpressionInfluences {
  const vertexCount = pairs.start.length - 1;
  const start = new Uint32Array(points.count + 1);
  const slots: number[] = [];
  const influence: number[] = [];
  const pair: number[] = [];
  const share: number[] = [];
  const known = new Int32Array(EXPRESSIVE_BONES.length);
  for (let i = 0; i < points.count; i++) {
    known.fill(-1);
    for (let c = i * points.arity; c < (i + 1) * points.arity; c++) {
      const vertex = points.vertices[c];
      if (points.weights[c] === 0 || vertex >= vertexCount) continue;
      for (let n = pairs.start[vertex]; n < pairs.start[vertex + 1]; n++) {
        const slot = SLOT[pairs.bones[n]];
        if (slot < 0) continue;
        if (known[slot] < 0) known[slot] = slots.push(slot) - 1;
        influence.push(known[slot]);
        pair.push(n);
        share.push(points.weights[c]);
      }
    }
    start[i + 1] = slots.length;
  }
  return {
    start,
    slots: Uint32Array.from(slots),
    influence: Uint32Array.from(influence),
    pair: Uint32Array.from(pair),
    share: Float64Array.from(share),
  };
}

/** Weight omega of each influence [U]. @param weights skinning weights of the pairs [N] */
export function influenceWeights(
  { slots, influence, pair, share }: ExpressionInfluences,
  weights: RealArray,
): Float64Array {
  const out = new Float64Array(slots.length);
  for (let e = 0; e < influence.length; e++) out[influence[e]] += share[e] * weights[pair[e]];
  return out;
}

/**
 * Displaces points by one view's translations: X_i += sum_j omega_ij tau_j.
 * @param omega of {@link influenceWeights}
 * @param translations tau [X, 3]
 * @param pointsOut [count, 3]
 */
export function addExpressionShift(
  { start, slots }: ExpressionInfluences,
  omega: Float64Array,
  translations: Float64Array,
  pointsOut: RealArray,
): void {
  for (let i = 0; i + 1 < start.length; i++) {
    let x = 0;
    let y = 0;
    let z = 0;
    for (let u = start[i]; u < start[i + 1]; u++) {
      const at = 3 * slots[u];
      x += omega[u] * translations[at];
      y += omega[u] * translations[at + 1];
      z += omega[u] * translations[at + 2];
    }
    pointsOut[3 * i] += x;
    pointsOut[3 * i + 1] += y;
    pointsOut[3 * i + 2] += z;
  }
}

/**
 * Backward of {@link addExpressionShift}: tau_bar_j = sum_i omega_ij g_i, omega_bar_ij = g_i . tau_j.
 * @param gradPoints g [count, 3]
 * @param gradTranslationsOut [X, 3] accumulated into
 * @param gradOmegaOut [U] accumulated into
 */
export function expressionShiftBackward(
  { start, slots }: ExpressionInfluences,
  omega: Float64Array,
  translations: Float64Array,
  gradPoints: RealArray,
  gradTranslationsOut: Float64Array,
  gradOmegaOut: Float64Array,
): void {
  for (let i = 0; i + 1 < start.length; i++) {
    const x = gradPoints[3 * i];
    const y = gradPoints[3 * i + 1];
    const z = gradPoints[3 * i + 2];
    if (x === 0 && y === 0 && z === 0) continue;
    for (let u = start[i]; u < start[i + 1]; u++) {
      const at = 3 * slots[u];
      gradTranslationsOut[at] += omega[u] * x;
      gradTranslationsOut[at + 1] += omega[u] * y;
      gradTranslationsOut[at + 2] += omega[u] * z;
      gradOmegaOut[u] += translations[at] * x + translations[at + 1] * y + translations[at + 2] * z;
    }
  }
}

/** Backward of {@link influenceWeights}: w_bar_pair += share omega_bar. @param gradWeightsOut [N] accumulated into */
export function influenceWeightsBackward(
  { influence, pair, share }: ExpressionInfluences,
  gradOmega: Float64Array,
  gradWeightsOut: RealArray,
): void {
  for (let e = 0; e < influence.length; e++) gradWeightsOut[pair[e]] += share[e] * gradOmega[influence[e]];
}

/** The influences on every vertex of the skin. */
export function skinInfluences(pairs: SkinningPairs): ExpressionInfluences {
  const count = pairs.start.length - 1;
  const vertices = Uint32Array.from({ length: count }, (_, v) => v);
  return expressionInfluences({ count, arity: 1, vertices, weights: new Float64Array(count).fill(1) }, pairs);
}
