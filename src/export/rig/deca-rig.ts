import type { FaceCodes, MorphableDecoder } from '../../deca/decode/morphable-decoder.ts';
import { decodeNeutral } from '../../deca/decode/morphable-decoder.ts';
import { vertexNeighbours } from '../../geometry/mesh/mesh.ts';
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

/** Morph target that goes with the jaw's turn (head/jaw.ts): 1 at the open angle. */
const JAW_CORRECTIVE = 'jaw-corrective';
const NECK_SOFTENING = 10;

/** The rig of every face that one decoder makes. */
export interface DecaRig {
  readonly decoder: MorphableDecoder;
  readonly skin: SkinRig;
}

/** The head model's five joints, its expressions and the jaw's corrective as morph targets. */
export function createDecaRig(decoder: MorphableDecoder): DecaRig {
  const { head, jaw } = decoder;
  const skinCount = head.parts[0].vertexCount;
  const jointCount = head.joints.length;
  const neck = softNeck(head);
  const dense = new Float64Array(skinCount * jointCount);
  const [jawJoint, neckJoint, headJoint] = ['jaw', 'neck', 'head'].map((name) => jointOf(head, name));
  for (let v = 0; v < skinCount; v++) {
    dense[v * jointCount + jawJoint] = jaw.weights[v];
    dense[v * jointCount + neckJoint] = (1 - jaw.weights[v]) * neck[v];
    dense[v * jointCount + headJoint] = (1 - jaw.weights[v]) * (1 - neck[v]);
  }
  const shapes = new Map(expressionMorphs(head, 1));
  shapes.set(JAW_CORRECTIVE, jaw.corrective.subarray(0, 3 * skinCount));
  return { decoder, skin: createSkinRig(head, { dense, jointCount, influences: INFLUENCES }, shapes) };
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
  { head, jaw }: MorphableDecoder,
  { expression, jawPose }: Pick<FaceCodes, 'expression' | 'jawPose'>,
): Map<string, number> {
  const weights = new Map(head.expressions.names.map((name, k) => [name, expression[k]]));
  weights.set(JAW_CORRECTIVE, Math.min(1, Math.max(0, jawPose[0] / jaw.openAngle)));
  return weights;
}

/** The neck's region with a soft rim [skin vertices] in 0..1. */
function softNeck(head: HeadModel): Float64Array {
  const [skin] = head.parts;
  const neighbours = vertexNeighbours(skin.vertexCount, head.quads.subarray(0, 4 * skin.quadCount), 4);
  let soft = Float64Array.from(head.regions.neck);
  for (let step = 0; step < NECK_SOFTENING; step++)
    soft = soft.map((x, v) => {
      let sum = x;
      for (const n of neighbours[v]) sum += soft[n];
      return sum / (1 + neighbours[v].length);
    });
  return soft;
}
