import {
  addExpressionShift,
  EXPRESSION_BONE_PARAMETERS,
  type ExpressionInfluences,
  expressionInfluences,
  expressionShiftBackward,
  influenceWeights,
  influenceWeightsBackward,
  NO_INFLUENCES,
} from '../../asm/expression-bones.ts';
import type { SkinningPairs } from '../../asm/mixture-weights.ts';
import { armPositions, type JawedPoints } from '../../head/shape/jawed-points.ts';
import { pointPositions, pointPositionsBackward } from '../../head/shape/shape-space.ts';
import { type KernelMemory, type RealArray, realCopy } from '../../kernels/kernel.ts';
import { jawPose } from '../unknowns/jaw-pose.ts';
import { type JawTurn, jawTurn, turnPoints, turnPointsBackward } from '../unknowns/jaw-turn.ts';
import { deviationOffsets, groupSlice, type ViewExpressions } from '../unknowns/view-expressions.ts';

/** A moved skin and how its bones reach it. */
export interface Skin {
  /** [V, 3] in kernel memory */
  readonly positions: RealArray;
  /** Skinning weights of the pairs [N] */
  readonly weights: RealArray;
}

/** Points on a skin, and what the held expression deviations of each group of views add to them and to their arms. */
export interface PointsOnSkin {
  readonly points: JawedPoints;
  readonly expressions: ViewExpressions;
  /** Of the jaw [3], held. */
  readonly pivot: ArrayLike<number>;
  /** [groups][N, 3] and [groups][M, 3] */
  readonly offsets: readonly Float64Array[];
  readonly armOffsets: readonly Float64Array[];
}

export function pointsOnSkin(
  points: JawedPoints,
  expressions: ViewExpressions,
  deviations: Float64Array,
  pivot: ArrayLike<number>,
): PointsOnSkin {
  const offsets = deviationOffsets(points, expressions, deviations);
  return { points, expressions, pivot, offsets, armOffsets: deviationOffsets(points.arms, expressions, deviations) };
}

/** Which expressive bones reach points and their arms. */
export interface BoneReach {
  readonly points: ExpressionInfluences;
  readonly arms: ExpressionInfluences;
}

export const NO_REACH: BoneReach = { points: NO_INFLUENCES, arms: NO_INFLUENCES };

export function boneReach({ points }: PointsOnSkin, pairs: SkinningPairs): BoneReach {
  return { points: expressionInfluences(points, pairs), arms: expressionInfluences(points.arms, pairs) };
}

/** What moves points in single views. */
export interface ViewMotion {
  readonly reach: BoneReach;
  /** tau [G, X, 3] */
  readonly boneTranslations: Float64Array;
  /** [max(1, G), JAW_POSE] */
  readonly jaws: Float64Array;
}

/** Points as each view shows them, and what the backward needs. */
export interface SeenOnSkin {
  /** [views][N, 3] in kernel memory, those of one group being the same */
  readonly points: readonly RealArray[];
  /** Weights of the influences on points and arms. */
  readonly omega: { readonly points: Float64Array; readonly arms: Float64Array };
  /** By group: what its jaw turned, Y [M, 3]. */
  readonly turned: ReadonlyMap<number, { readonly levers: Float64Array; readonly jaw: JawTurn }>;
}

/** X_v = J(points of the skin + the group's shapes + the group's bone translations), J the turn of the group's jaw. */
export function seeOnSkin(
  memory: KernelMemory,
  { points, expressions, pivot, offsets, armOffsets }: PointsOnSkin,
  skin: Skin,
  { reach, boneTranslations, jaws }: ViewMotion,
): SeenOnSkin {
  const shared = pointPositions(points, skin.positions);
  const sharedLevers = armPositions(points.arms, skin.positions, pivot);
  const omega = {
    points: influenceWeights(reach.points, skin.weights),
    arms: influenceWeights(reach.arms, skin.weights),
  };
  const turned = new Map<number, { levers: Float64Array; jaw: JawTurn }>();
  const ofGroup = new Map<number, RealArray>();
  for (const group of new Set(expressions.group)) {
    const own = realCopy(memory, shared);
    const levers = sharedLevers.slice();
    if (group >= 0) {
      addTo(own, offsets[group]);
      addTo(levers, armOffsets[group]);
      const tau = groupSlice(boneTranslations, EXPRESSION_BONE_PARAMETERS, group);
      addExpressionShift(reach.points, omega.points, tau, own);
      addExpressionShift(reach.arms, omega.arms, tau, levers);
    }
    const jaw = jawTurn(jawPose(jaws, Math.max(0, group)));
    turnPoints(jaw, points.arms, levers, own);
    turned.set(group, { levers, jaw });
    ofGroup.set(group, own);
  }
  return { points: Array.from(expressions.group, (group) => ofGroup.get(group) as RealArray), omega, turned };
}

/** Gradients on a skin, on what views' expressions move its bones by, and on jaws. */
export interface SkinGradient {
  /** [V, 3] and [pairs], in kernel memory */
  readonly positions: RealArray;
  readonly weights: RealArray;
  /** [G, X, 3] */
  readonly boneTranslations: Float64Array;
  /** [max(1, G), JAW_POSE] */
  readonly jaws: Float64Array;
}

/** Backward of {@link seeOnSkin}. @param gradient on the seen points [views][N, 3] @param out accumulated into */
export function seeOnSkinBackward(
  { points, expressions }: PointsOnSkin,
  { reach, boneTranslations, omega, turned }: Omit<ViewMotion, 'jaws'> & Omit<SeenOnSkin, 'points'>,
  gradient: readonly RealArray[],
  out: SkinGradient,
): void {
  const { arms } = points;
  const total = new Float64Array(3 * points.count);
  const totalArms = new Float64Array(3 * arms.count);
  const gradOmega = new Float64Array(omega.points.length);
  const gradArmOmega = new Float64Array(omega.arms.length);
  for (const [group, { levers, jaw }] of turned) {
    const own = new Float64Array(total.length);
    gradient.forEach((ofView, v) => {
      if (expressions.group[v] === group) addTo(own, ofView);
    });
    const onArms = new Float64Array(totalArms.length);
    turnPointsBackward(jaw, { arms, levers, gradPoints: own }, onArms, jawPose(out.jaws, Math.max(0, group)));
    addTo(total, own);
    addTo(totalArms, onArms);
    if (group < 0) continue;
    const tau = groupSlice(boneTranslations, EXPRESSION_BONE_PARAMETERS, group);
    const gradTau = groupSlice(out.boneTranslations, EXPRESSION_BONE_PARAMETERS, group);
    expressionShiftBackward(reach.points, omega.points, tau, own, gradTau, gradOmega);
    expressionShiftBackward(reach.arms, omega.arms, tau, onArms, gradTau, gradArmOmega);
  }
  pointPositionsBackward(points, total, out.positions);
  pointPositionsBackward(arms, totalArms, out.positions);
  influenceWeightsBackward(reach.points, gradOmega, out.weights);
  influenceWeightsBackward(reach.arms, gradArmOmega, out.weights);
}

function addTo(out: RealArray, values: ArrayLike<number>): void {
  for (let i = 0; i < out.length; i++) out[i] += values[i];
}
