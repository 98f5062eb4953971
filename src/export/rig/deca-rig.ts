import type { FaceCodes, MorphableDecoder } from '../../deca/decode/morphable-decoder.ts';
import { decodeNeutral } from '../../deca/decode/morphable-decoder.ts';
import { type HeadModel, jointPosition } from '../../head/head-model.ts';
import { headSurface } from './head-surface.ts';
import {
  createSkinRig,
  expressionMorphs,
  INFLUENCES,
  rigidPrimitive,
  type SkinRig,
  skinPrimitive,
} from './rig-primitives.ts';
import type { RigJoint, UnpaintedHead } from './rigged-head.ts';

/** The rig of every face that one decoder makes. */
export interface DecaRig {
  readonly decoder: MorphableDecoder;
  readonly skin: SkinRig;
}

/** The head model's joints, its expressions as morph targets. */
export function createDecaRig(decoder: MorphableDecoder): DecaRig {
  const { head } = decoder;
  const skinCount = head.parts[0].vertexCount;
  const jointCount = head.joints.length;
  const dense = Float64Array.from(head.jointWeights.subarray(0, skinCount * jointCount));
  return {
    decoder,
    skin: createSkinRig(head, { dense, jointCount, influences: INFLUENCES }, expressionMorphs(head, 1)),
  };
}

/** A face as the rig shows it: posed as its codes say, neutral in bind pose. @param posed as the codes pose it [V, 3] mm */
export function riggedFace({ decoder, skin }: DecaRig, codes: FaceCodes, posed: Float64Array): UnpaintedHead {
  const { head } = decoder;
  const neutral = decodeNeutral(decoder, codes.shape);
  const identity = codes.shape.subarray(0, decoder.space.identityCount);
  const joints = head.joints.map(
    (joint, j): RigJoint => ({
      name: joint.name,
      parent: joint.parent,
      position: Array.from(jointPosition(head, j, identity)) as [number, number, number],
      ...(joint.name === 'jaw' ? { turn: codes.jawPose } : {}),
    }),
  );
  const primitives = head.parts.map((part) =>
    part.name === 'skin'
      ? skinPrimitive(skin, neutral)
      : rigidPrimitive(head, part, neutral, jointOf(head, part.joint)),
  );
  return {
    name: head.name,
    joints,
    primitives,
    surface: headSurface(head, posed),
    weights: morphWeights(decoder, codes),
  };
}

function jointOf(head: HeadModel, name: string): number {
  return head.joints.findIndex((joint) => joint.name === name);
}

/** Weights of the rig's morph targets under codes. */
export function morphWeights(
  { head }: MorphableDecoder,
  { expression }: Pick<FaceCodes, 'expression'>,
): Map<string, number> {
  return new Map(head.expressions.names.map((name, k) => [name, expression[k]]));
}
