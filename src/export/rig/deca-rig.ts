import { asmForward, asmPairs, createAsm } from '../../asm/adaptive-skinning-model.ts';
import { limitWeights } from '../../asm/skeleton/limit-weights.ts';
import { restSkeleton, skinNormalsAround } from '../../asm/skeleton/rest-skeleton.ts';
import { createSkeleton, type Skeleton } from '../../asm/skeleton/skeleton.ts';
import { skeletonWeights } from '../../asm/skeleton/skeleton-weights.ts';
import type { FaceCodes, MorphableDecoder } from '../../deca/decode/morphable-decoder.ts';
import { decodeNeutral } from '../../deca/decode/morphable-decoder.ts';
import { applySubdivision } from '../../geometry/mesh/catmull-clark.ts';
import type { HeadModel } from '../../head/head-model.ts';
import { plainKernels } from '../../kernels/runtime/plain-kernels.ts';
import { headSurface } from './head-surface.ts';
import {
  createSkinRig,
  expressionMorphs,
  INFLUENCES,
  rigidPrimitive,
  type SkinRig,
  skinPrimitive,
  skinSurface,
} from './rig-primitives.ts';
import type { UnpaintedHead } from './rigged-head.ts';
import { headJoints } from './skeleton/head-joints.ts';
import { jointOfPart, rigJoints } from './skeleton/rig-joints.ts';
import { animatedPoses } from './weights/solve-weights.ts';

/** The rig of every face that one decoder makes. */
export interface DecaRig {
  readonly decoder: MorphableDecoder;
  readonly skeleton: Skeleton;
  readonly skin: SkinRig;
}

/** The skeleton and its weights on the mean head, where the bones' mixtures are at rest; its expressions as morph targets. */
export function createDecaRig(decoder: MorphableDecoder): DecaRig {
  const { head } = decoder;
  const skeleton = createSkeleton(head);
  const kernels = plainKernels();
  const model = createAsm(head, head.template);
  const { pairs, weights } = asmForward(kernels, model, model.rest, asmPairs(kernels.memory, model, model.rest));
  const skin = skinSurface(head);
  const poses = animatedPoses({ head, skeleton, joints: restOf(skeleton, head, head.template, []).positions });
  const dense = skeletonWeights(head, skeleton, pairs, weights.weights);
  const subdivided = {
    positions: applySubdivision(skin.surface, model.template, 3),
    dense: applySubdivision(skin.surface, dense, skeleton.names.length),
  };
  const limited = limitWeights(subdivided, poses, INFLUENCES);
  return { decoder, skeleton, skin: createSkinRig(skin, limited, expressionMorphs(head, 1)) };
}

/** A face as the rig shows it: posed as its codes say, neutral in bind pose. @param posed as the codes pose it [V, 3] mm */
export function riggedFace({ decoder, skeleton, skin }: DecaRig, codes: FaceCodes, posed: Float64Array): UnpaintedHead {
  const { head } = decoder;
  const neutral = decodeNeutral(decoder, codes.shape);
  const rest = restOf(skeleton, head, neutral, codes.shape.subarray(0, decoder.space.identityCount));
  const primitives = head.parts.map((part) =>
    part.name === 'skin' ? skinPrimitive(skin, neutral) : rigidPrimitive(head, part, neutral, jointOfPart(head, part)),
  );
  return {
    name: head.name,
    joints: rigJoints(skeleton, rest, new Map([['jaw', codes.jawPose]])),
    primitives,
    surface: headSurface(head, posed),
    weights: morphWeights(decoder, codes),
  };
}

/** The skeleton of a face, its bones where they stand on a head before any fit. @param neutral [V, 3] mm */
function restOf(skeleton: Skeleton, head: HeadModel, neutral: Float64Array, identity: ArrayLike<number>) {
  const { template, restBind, restSurface } = createAsm(head, neutral);
  return restSkeleton(head, skeleton, {
    joints: headJoints({ head, positions: neutral, identity, size: 1 }),
    bones: restBind,
    normals: skinNormalsAround(head, template, restSurface),
  });
}

/** Weights of the rig's morph targets under codes. */
export function morphWeights(
  { head }: MorphableDecoder,
  { expression }: Pick<FaceCodes, 'expression'>,
): Map<string, number> {
  return new Map(head.expressions.names.map((name, k) => [name, expression[k]]));
}
