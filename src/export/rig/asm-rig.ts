import type { AdaptiveSkinningModel, AsmForward } from '../../asm/adaptive-skinning-model.ts';
import { addExpressionShift, influenceWeights, skinInfluences } from '../../asm/expression-bones.ts';
import { restSkeleton, skinNormalsAround } from '../../asm/skeleton/rest-skeleton.ts';
import { createSkeleton, type Skeleton } from '../../asm/skeleton/skeleton.ts';
import type { SkeletonPose } from '../../asm/skeleton/skeleton-transforms.ts';
import { skeletonWeights } from '../../asm/skeleton/skeleton-weights.ts';
import { type ViewMotion, viewPose } from '../../asm/skeleton/view-poses.ts';
import { createJawRig, turnJaw } from '../../head/anatomy/jaw.ts';
import type { HeadExtra } from '../../head/cards/head-extras.ts';
import type { ShapeSet } from '../../head/face-shapes/shape-sets.ts';
import type { Kernels } from '../../kernels/kernel.ts';
import { rigExtras, withExtras } from './extras/rig-extras.ts';
import { headSurface } from './head-surface.ts';
import type { RigPose } from './posed-vertices.ts';
import { createSkinRig, rigidPrimitive, skinPrimitive, skinSurface } from './rig-primitives.ts';
import type { RigPrimitive, UnpaintedHead } from './rigged-head.ts';
import { type ExpressionWeights, expressionWeights } from './shapes/expression-weights.ts';
import { faceMorphs } from './shapes/face-morphs.ts';
import type { HeadMorphs } from './shapes/head-morphs.ts';
import { headJoints } from './skeleton/head-joints.ts';
import { jointOfPart, rigJoints } from './skeleton/rig-joints.ts';
import { type FittedMotion, type SolvedWeights, solveWeights } from './weights/solve-weights.ts';

/** A head that the adaptive skinning model made. */
export interface AsmHead {
  readonly model: AdaptiveSkinningModel;
  readonly forward: AsmForward;
  /** Fitted vertices of all parts [V, 3] mm. */
  readonly positions: Float64Array;
  /** mm per unit of the model. */
  readonly size: number;
  /** Coefficients of the head's first identity modes. */
  readonly identity: ArrayLike<number>;
  /** How the photographs move it; none where there are none. */
  readonly motions: readonly ViewMotion[];
}

/** A rig, and what its few weights mean for it. */
export interface AsmRig extends Pick<SolvedWeights, 'loss'> {
  readonly head: UnpaintedHead;
  /** The motions with the rig's few weights, in their order. */
  readonly poses: readonly RigPose[];
  /** Any shape of the head on the rig's primitives. @param positions [V, 3] mm @returns [V, 3] mm of each */
  onPrimitives(positions: Float64Array): Float64Array[];
  /** Strengths of the written morph targets that show an expression. */
  readonly weightsOf: ExpressionWeights;
}

/** What a rig keeps. */
export interface RigChoices {
  /** Joints of a vertex. */
  readonly influences: number;
  /** Morph targets that formats write. */
  readonly shapes: readonly ShapeSet[];
  /** Corneas and cards that formats write. */
  readonly extras: readonly HeadExtra[];
}

/**
 * The fitted head as a rig: the skin subdivided once (positions, weights and morphs alike) on the head's joints and the
 * bones, which stand at their posed pivots; eyes, teeth and tongue rigid on the head's joints.
 */
export function asmRig(kernels: Kernels, fit: AsmHead, { influences, shapes, extras: written }: RigChoices): AsmRig {
  const { model, forward, size } = fit;
  const { head } = model;
  const skeleton = createSkeleton(head);
  const headPlaces = headJoints({ head, positions: fit.positions, identity: fit.identity, size });
  const face = faceMorphs(kernels, head, { positions: fit.positions, joints: headPlaces, size });
  const positions = face.neutral;
  const rest = restSkeleton(head, skeleton, {
    joints: headPlaces,
    bones: forward.bones.pivot.map((x) => size * x),
    normals: skinNormalsAround(head, model.template, model.restSurface),
  });
  const skin = skinSurface(head);
  const problem = {
    head,
    skeleton,
    joints: rest.positions,
    surface: skin.surface,
    positions: positions.subarray(0, 3 * skin.skinVertices),
    dense: skeletonWeights(head, skeleton, forward.pairs, forward.weights.weights),
    views: fittedMotions({ ...fit, positions }, rest.positions),
  };
  const { weights, loss, motions } = solveWeights(problem, influences);
  const skinRig = createSkinRig(skin, weights, face.morphs);
  const primitivesOf = (shape: Float64Array, morphs: HeadMorphs): RigPrimitive[] =>
    head.parts.map((part) =>
      part.name === 'skin'
        ? skinPrimitive(skinRig, shape)
        : rigidPrimitive(head, part, { positions: shape, morphs }, jointOfPart(head, part)),
    );
  const extras = rigExtras(head, skin);
  const joints = rigJoints(skeleton, rest);
  const jaw = { skeleton, joint: skeleton.names.indexOf('jaw') };
  return {
    head: {
      name: head.name,
      joints,
      primitives: withExtras(kernels, primitivesOf(positions, face.morphs), extras),
      surface: headSurface(head, fit.positions),
      shapes: { sets: face.sets, written: shapes },
      extras: written,
    },
    loss,
    poses: motions.map((motion) => rigPose(skeleton, viewPose(jaw, motion))),
    onPrimitives: (shape) => {
      const parts = primitivesOf(shape, new Map());
      return [...parts.map((part) => part.positions), ...extras.map((extra) => extra.positions(kernels, parts))];
    },
    weightsOf: expressionWeights(head, face, { written: shapes, size }),
  };
}

/** The skin as the model fitted it to each view: bones shift it by all their weights, then the jaw turns it. */
function fittedMotions({ model, forward, positions, motions }: AsmHead, joints: Float64Array): FittedMotion[] {
  const { head } = model;
  const skinCount = head.parts[0].vertexCount;
  const jaw = createJawRig(head);
  const skinJaw = {
    weights: jaw.weights.subarray(0, skinCount),
    pivot: joints.subarray(3 * jaw.joint, 3 * jaw.joint + 3),
  };
  const influences = skinInfluences(forward.pairs);
  const omega = influenceWeights(influences, forward.weights.weights);
  return motions.map((motion) => {
    const fitted = positions.slice(0, 3 * skinCount);
    addExpressionShift(influences, omega, motion.shifts, fitted);
    turnJaw(skinJaw, motion.jaw, fitted);
    return { motion, fitted };
  });
}

/** A pose by names, of what it moves. */
function rigPose({ names }: Skeleton, { rotations, translations }: SkeletonPose): RigPose {
  const moves = (values: Float64Array): boolean => values.some((x) => x !== 0);
  return new Map(
    names.flatMap((name, j) => {
      const [rotation, translation] = [rotations, translations].map((of) => of.slice(3 * j, 3 * j + 3));
      if (!moves(rotation) && !moves(translation)) return [];
      return [[name, { ...(moves(rotation) ? { rotation } : {}), ...(moves(translation) ? { translation } : {}) }]];
    }),
  );
}
