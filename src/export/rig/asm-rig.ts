import type { AdaptiveSkinningModel, AsmForward } from '../../asm/adaptive-skinning-model.ts';
import { BONES, HEAD_BONE } from '../../asm/bones.ts';
import { blendSkin } from '../../asm/skinning.ts';
import type { HeadModel, HeadPart } from '../../head/head-model.ts';
import { plainKernels } from '../../kernels/runtime/plain-kernels.ts';
import { headSurface } from './head-surface.ts';
import { createSkinRig, expressionMorphs, rigidPrimitive, skinPrimitive } from './rig-primitives.ts';
import { denseWeights, type LimitedWeights, limitInfluences } from './rig-weights.ts';
import type { RigJoint, UnpaintedHead } from './rigged-head.ts';

/** Joints of the rigid parts, beside the 84 bones; they hang on the head bone. */
const PART_JOINTS = ['jaw', 'eyeball_L', 'eyeball_R'] as const;

/** A head that the adaptive skinning model made. */
export interface AsmHead {
  readonly model: AdaptiveSkinningModel;
  readonly forward: AsmForward;
  /** Fitted vertices of all parts [V, 3] mm. */
  readonly positions: Float64Array;
  /** mm per unit of the model. */
  readonly size: number;
  /** Joints that a vertex of the rig keeps. */
  readonly influences: number;
}

/** How far the fitted skin moves when weights are cut to the rig's influences: rms and largest, mm. */
export interface InfluenceLoss {
  /** Root mean square over the vertices, mm. */
  readonly rmsMm: number;
  /** Of the vertex that moves most, mm. */
  readonly maxMm: number;
}

/**
 * The fitted head as a rig: the skin subdivided once (positions, weights and morphs alike), the 84 bones
 * at their posed pivots with the world's orientation, eyes, teeth and tongue rigid on joints of their own.
 */
export function asmRig({ model, forward, positions, size, influences }: AsmHead): {
  readonly head: UnpaintedHead;
  readonly influenceLoss: InfluenceLoss;
} {
  const { head } = model;
  const boneCount = BONES.length;
  const joints: RigJoint[] = BONES.map((bone, j) => ({
    name: bone.name,
    parent: model.parents[j],
    position: [0, 1, 2].map((k) => size * forward.bones.pivot[3 * j + k]) as [number, number, number],
  }));
  for (const name of PART_JOINTS)
    joints.push({ name, parent: HEAD_BONE, position: partJoint(head, positions, name, size) });
  const dense = denseWeights(forward.pairs, forward.weights, boneCount);
  const limited = limitInfluences(dense, boneCount, influences);
  const primitives = head.parts.map((part) =>
    part.name === 'skin'
      ? skinPrimitive(
          createSkinRig(head, { dense, jointCount: boneCount, influences }, expressionMorphs(head, size)),
          positions,
        )
      : rigidPrimitive(head, part, positions, jointOfPart(part)),
  );
  return {
    head: { name: head.name, joints, primitives, surface: headSurface(head, positions) },
    influenceLoss: influenceLoss(model, forward, limited),
  };
}

function partJoint(
  head: HeadModel,
  positions: Float64Array,
  name: (typeof PART_JOINTS)[number],
  size: number,
): [number, number, number] {
  if (name === 'jaw') {
    const j = head.joints.findIndex((joint) => joint.name === 'jaw');
    return [0, 1, 2].map((k) => size * head.jointPositions[3 * j + k]) as [number, number, number];
  }
  const part = head.parts.find((candidate) => candidate.name === name.replace('eyeball', 'eye')) as HeadPart;
  const centre: [number, number, number] = [0, 0, 0];
  for (let v = part.vertexStart; v < part.vertexStart + part.vertexCount; v++)
    for (let k = 0; k < 3; k++) centre[k] += positions[3 * v + k] / part.vertexCount;
  return centre;
}

/** Index of the joint that carries a rigid part. */
function jointOfPart(part: HeadPart): number {
  const name = part.name.startsWith('eye_')
    ? part.name.replace('eye', 'eyeball')
    : part.joint === 'jaw'
      ? 'jaw'
      : 'head';
  return name === 'head' ? HEAD_BONE : BONES.length + PART_JOINTS.indexOf(name as (typeof PART_JOINTS)[number]);
}

function influenceLoss(model: AdaptiveSkinningModel, forward: AsmForward, limited: LimitedWeights): InfluenceLoss {
  const vertexCount = forward.pairs.start.length - 1;
  const start = Uint32Array.from({ length: vertexCount + 1 }, (_, i) => i * limited.influences);
  const cut = blendSkin(
    plainKernels(),
    model.template,
    { start, bones: Uint32Array.from(limited.joints) },
    limited.weights,
    forward.bones,
  );
  let sum = 0;
  let max = 0;
  for (let i = 0; i < cut.length; i += 3) {
    const d = Math.hypot(
      cut[i] - forward.positions[i],
      cut[i + 1] - forward.positions[i + 1],
      cut[i + 2] - forward.positions[i + 2],
    );
    sum += d * d;
    max = Math.max(max, d);
  }
  return { rmsMm: Math.sqrt(sum / vertexCount), maxMm: max };
}
