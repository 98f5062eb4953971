import {
  addExpressionShift,
  EXPRESSION_BONE_PARAMETERS,
  type ExpressionInfluences,
  expressionShiftBackward,
  influenceWeights,
  influenceWeightsBackward,
} from '../../asm/expression-bones.ts';
import { pointPositions, pointPositionsBackward, type ShapePoints } from '../../head/shape/shape-space.ts';
import { type KernelMemory, type RealArray, realCopy } from '../../kernels/kernel.ts';
import { deviationOffsets, groupSlice, type ViewExpressions } from '../unknowns/view-expressions.ts';

/** A moved skin and how its bones reach it. */
export interface Skin {
  /** [V, 3] in kernel memory */
  readonly positions: RealArray;
  /** Skinning weights of the pairs [N] */
  readonly weights: RealArray;
}

/** Points on a skin, and what the held expression deviations of each group of views add to them. */
export interface PointsOnSkin {
  readonly points: ShapePoints;
  readonly expressions: ViewExpressions;
  /** [groups][N, 3] */
  readonly offsets: readonly Float64Array[];
}

export function pointsOnSkin(
  points: ShapePoints,
  expressions: ViewExpressions,
  deviations: Float64Array,
): PointsOnSkin {
  return { points, expressions, offsets: deviationOffsets(points, expressions, deviations) };
}

/** Points as each view shows them, with the weights of the influences that move them. */
export interface SeenOnSkin {
  /** [views][N, 3] in kernel memory */
  readonly points: readonly RealArray[];
  /** omega [U] */
  readonly omega: Float64Array;
}

/** X_v = points of the skin + the group's shapes + the group's bone translations. @param boneTranslations tau [G, X, 3] */
export function seeOnSkin(
  memory: KernelMemory,
  { points, expressions, offsets }: PointsOnSkin,
  skin: Skin,
  { influences, boneTranslations }: { influences: ExpressionInfluences; boneTranslations: Float64Array },
): SeenOnSkin {
  const shared = pointPositions(points, skin.positions);
  const omega = influenceWeights(influences, skin.weights);
  const seen = Array.from(expressions.group, (group) => {
    const out = realCopy(memory, shared);
    if (group < 0) return out;
    const offset = offsets[group];
    for (let i = 0; i < out.length; i++) out[i] += offset[i];
    addExpressionShift(influences, omega, groupSlice(boneTranslations, EXPRESSION_BONE_PARAMETERS, group), out);
    return out;
  });
  return { points: seen, omega };
}

/** Gradients on a skin and on what views' expressions move its bones by. */
export interface SkinGradient {
  /** [V, 3] and [pairs], in kernel memory */
  readonly positions: RealArray;
  readonly weights: RealArray;
  /** [G, X, 3] */
  readonly boneTranslations: Float64Array;
}

/** Backward of {@link seeOnSkin}. @param gradient on the seen points [views][N, 3] @param out accumulated into */
export function seeOnSkinBackward(
  { points, expressions }: PointsOnSkin,
  {
    influences,
    omega,
    boneTranslations,
  }: { influences: ExpressionInfluences; omega: Float64Array; boneTranslations: Float64Array },
  gradient: readonly RealArray[],
  out: SkinGradient,
): void {
  const total = new Float64Array(3 * points.count);
  const gradOmega = new Float64Array(omega.length);
  gradient.forEach((ofView, v) => {
    for (let i = 0; i < total.length; i++) total[i] += ofView[i];
    const group = expressions.group[v];
    if (group < 0) return;
    const tau = groupSlice(boneTranslations, EXPRESSION_BONE_PARAMETERS, group);
    const gradTau = groupSlice(out.boneTranslations, EXPRESSION_BONE_PARAMETERS, group);
    expressionShiftBackward(influences, omega, tau, ofView, gradTau, gradOmega);
  });
  pointPositionsBackward(points, total, out.positions);
  influenceWeightsBackward(influences, gradOmega, out.weights);
}
