import { asmForward, asmPairs, createAsm } from '../../../asm/adaptive-skinning-model.ts';
import { limitWeights } from '../../../asm/skeleton/limit-weights.ts';
import type { LimitedWeights } from '../../../asm/skeleton/limited-weights.ts';
import { type RestSkeleton, restSkeleton, skinNormalsAround } from '../../../asm/skeleton/rest-skeleton.ts';
import { createSkeleton, type Skeleton } from '../../../asm/skeleton/skeleton.ts';
import { skeletonWeights } from '../../../asm/skeleton/skeleton-weights.ts';
import { applySubdivision } from '../../../geometry/mesh/catmull-clark.ts';
import { skinSubdivision } from '../../../head/anatomy/skin-subdivision.ts';
import type { HeadModel } from '../../../head/head-model.ts';
import { shippedTable } from '../../../head/shipped-tables.ts';
import { plainKernels } from '../../../kernels/runtime/plain-kernels.ts';
import { INFLUENCES } from '../rig-primitives.ts';
import { headJoints } from '../skeleton/head-joints.ts';
import { animatedPoses } from './solve-weights.ts';

/** The skeleton of a head, its bones where they stand before any fit. @param neutral [V, 3] mm */
export function unfittedSkeleton(
  skeleton: Skeleton,
  head: HeadModel,
  neutral: Float64Array,
  identity: ArrayLike<number>,
): RestSkeleton {
  const { template, restBind, restSurface } = createAsm(head, neutral);
  return restSkeleton(head, skeleton, {
    joints: headJoints({ head, positions: neutral, identity, size: 1 }),
    bones: restBind,
    normals: skinNormalsAround(head, template, restSurface),
  });
}

/**
 * The few weights of the subdivided skin of a head's mean, where the bones' mixtures are at rest, for the poses that any rig is made for: those
 * that ship with the head, else {@link solveRestInfluences}.
 */
export function restInfluences(head: HeadModel): LimitedWeights {
  const count = INFLUENCES * (skinSubdivision(head).start.length - 1);
  const joints = shippedTable(head, 'influence-joints', Uint16Array, count);
  const weights = shippedTable(head, 'influence-weights', Float32Array, count);
  return joints === null || weights === null ? solveRestInfluences(head) : { influences: INFLUENCES, joints, weights };
}

/** Solves for them. */
export function solveRestInfluences(head: HeadModel): LimitedWeights {
  const skeleton = createSkeleton(head);
  const kernels = plainKernels();
  const model = createAsm(head, head.template);
  const { pairs, weights } = asmForward(kernels, model, model.rest, asmPairs(kernels.memory, model, model.rest));
  const surface = skinSubdivision(head);
  const joints = unfittedSkeleton(skeleton, head, head.template, []).positions;
  const skin = {
    positions: applySubdivision(surface, model.template, 3),
    dense: applySubdivision(surface, skeletonWeights(head, skeleton, pairs, weights.weights), skeleton.names.length),
  };
  return limitWeights(skin, animatedPoses({ head, skeleton, joints }), INFLUENCES);
}
