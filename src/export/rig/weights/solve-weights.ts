import {
  boneMoveLoss,
  fittedLoss,
  type LossSum,
  type PoseLoss,
  poseLoss,
  wholePoseLoss,
} from '../../../asm/skeleton/influence-loss.ts';
import { limitWeights } from '../../../asm/skeleton/limit-weights.ts';
import type { LimitedWeights } from '../../../asm/skeleton/limited-weights.ts';
import type { WeightPoses } from '../../../asm/skeleton/pose-energy.ts';
import type { Skeleton } from '../../../asm/skeleton/skeleton.ts';
import { type JointTree, skeletonTransforms } from '../../../asm/skeleton/skeleton-transforms.ts';
import { standardPoses } from '../../../asm/skeleton/standard-poses.ts';
import { refitViews, skinnedBy, type ViewMotion, viewPose } from '../../../asm/skeleton/view-poses.ts';
import { applySubdivision, type Subdivision } from '../../../geometry/mesh/catmull-clark.ts';
import type { HeadModel } from '../../../head/head-model.ts';

/** A motion of a view, and the skin that was fitted to it. */
export interface FittedMotion {
  readonly motion: ViewMotion;
  /** [skin vertices, 3] mm */
  readonly fitted: Float64Array;
}

/** A skeleton at rest on a head. */
export interface SkeletonOnHead {
  readonly head: HeadModel;
  readonly skeleton: Skeleton;
  /** Joints at rest [N, 3] mm. */
  readonly joints: Float64Array;
}

/** Skin with all its weights, to be shown with a few. */
export interface WeightProblem extends SkeletonOnHead {
  readonly surface: Subdivision;
  /** Skin at rest [skin vertices, 3] mm. */
  readonly positions: Float64Array;
  /** [skin vertices, N] */
  readonly dense: Float64Array;
  /** None where a rig belongs to none. */
  readonly views: readonly FittedMotion[];
}

/**
 * How far the skin is off when it has the rig's few weights, over the poses that they were solved for: the views' against
 * the skin that was fitted to each, all else against all weights. At rest nothing is lost, whatever the weights.
 */
export interface InfluenceLoss extends PoseLoss {
  /** Of the views' own motions; null where they have none. */
  readonly views: PoseLoss | null;
  /** Jaw open, head turned and nodding. */
  readonly joints: PoseLoss;
  /** Every bone moved by 3 mm and turned by 10 degrees. */
  readonly bones: PoseLoss;
}

/** Weights of the subdivided skin. */
export interface SolvedWeights {
  readonly weights: LimitedWeights;
  readonly loss: InfluenceLoss;
  /** The views' motions with these weights, in their order. */
  readonly motions: readonly ViewMotion[];
}

/** The poses that any rig is made for. */
export function animatedPoses({ head, skeleton, joints }: SkeletonOnHead): WeightPoses {
  const tree = { positions: joints, parents: skeleton.parents };
  const transforms = standardPoses(head, skeleton).map((pose) => skeletonTransforms(tree, pose));
  return { skeleton, joints, transforms };
}

/** Subdivides the skin and its weights, solves for few of them, and the views' motions for these. */
export function solveWeights(problem: WeightProblem, influences: number): SolvedWeights {
  const { skeleton, joints, surface } = problem;
  const tree: JointTree = { positions: joints, parents: skeleton.parents };
  const jaw = { skeleton, joint: skeleton.names.indexOf('jaw') };
  const skin = {
    positions: applySubdivision(surface, problem.positions, 3),
    dense: applySubdivision(surface, problem.dense, skeleton.names.length),
  };
  const views = problem.views.map(({ motion, fitted }) => ({
    motion,
    transforms: skeletonTransforms(tree, viewPose(jaw, motion)),
    fitted: applySubdivision(surface, fitted, 3),
  }));
  const poses = animatedPoses(problem);
  const seen = { ...poses, transforms: [...poses.transforms, ...views.map(({ transforms }) => transforms)] };
  const weights = limitWeights(skin, seen, influences);
  const cut = { positions: skin.positions, weights };
  const motions = refitViews(skeleton, cut, views);
  const inViews = views.map(({ fitted }, v): LossSum => {
    const posed = skinnedBy(cut, skeletonTransforms(tree, viewPose(jaw, motions[v])));
    return fittedLoss(skin.positions, fitted, posed);
  });
  const inJoints = wholePoseLoss(skin, poses, weights);
  const inBones = boneMoveLoss(skin, poses, weights);
  return {
    weights,
    loss: {
      ...poseLoss([...inViews, inJoints, inBones]),
      views: views.length === 0 ? null : poseLoss(inViews),
      joints: poseLoss([inJoints]),
      bones: poseLoss([inBones]),
    },
    motions,
  };
}
