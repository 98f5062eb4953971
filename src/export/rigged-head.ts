import type { AdaptiveSkinningModel, AsmForward } from '../asm/adaptive-skinning-model.ts';
import { BONES, HEAD_BONE } from '../asm/bones.ts';
import { blendSkin } from '../asm/skinning.ts';
import { applySubdivision, catmullClark } from '../geometry/catmull-clark.ts';
import { triangulate } from '../geometry/mesh.ts';
import type { HeadModel, HeadPart } from '../head/head-model.ts';
import { plainKernels } from '../kernels/plain-kernels.ts';
import type { RiggedHead, RigJoint, RigPrimitive } from './glb.ts';
import { denseWeights, type LimitedWeights, limitInfluences } from './rig-weights.ts';

const INFLUENCES = 4;
/** Joints of the rigid parts, beside the 84 bones; they hang on the head bone. */
const PART_JOINTS = ['jaw', 'eyeball_L', 'eyeball_R'] as const;

export interface RiggedHeadReport {
  readonly head: Omit<RiggedHead, 'textures'>;
  /** How far the fitted skin moves when weights are cut to four influences: rms and largest, mm. */
  readonly influenceLoss: { readonly rmsMm: number; readonly maxMm: number };
}

/**
 * The fitted head as a rig: the skin subdivided once (positions, weights and morphs alike), the 84 bones
 * at their posed pivots with the world's orientation, eyes, teeth and tongue rigid on joints of their own.
 * @param positions fitted vertices of all parts [V, 3] mm
 */
export function buildRiggedHead(
  model: AdaptiveSkinningModel,
  forward: AsmForward,
  positions: Float64Array,
  size: number,
): RiggedHeadReport {
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
  const limited = limitInfluences(dense, boneCount, INFLUENCES);
  const primitives = head.parts.map((part) =>
    part.name === 'skin'
      ? skinPrimitive(head, positions, dense, boneCount, size)
      : rigidPrimitive(head, part, positions),
  );
  return { head: { joints, primitives }, influenceLoss: influenceLoss(model, forward, limited) };
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

/** Splits vertices where texture UVs differ. @returns source vertex and UV of each output vertex, and the triangles over them */
function splitByUv(
  quads: ArrayLike<number>,
  uvQuads: ArrayLike<number>,
): { vertex: number[]; uv: number[]; quads: Uint32Array } {
  const index = new Map<string, number>();
  const vertex: number[] = [];
  const uv: number[] = [];
  const out = new Uint32Array(quads.length);
  for (let i = 0; i < quads.length; i++) {
    const key = `${quads[i]}/${uvQuads[i]}`;
    let k = index.get(key);
    if (k === undefined) {
      k = vertex.length;
      index.set(key, k);
      vertex.push(quads[i]);
      uv.push(uvQuads[i]);
    }
    out[i] = k;
  }
  return { vertex, uv, quads: out };
}

function gather(values: ArrayLike<number>, rows: readonly number[], channels: number): Float64Array {
  const out = new Float64Array(rows.length * channels);
  for (let i = 0; i < rows.length; i++)
    for (let c = 0; c < channels; c++) out[i * channels + c] = values[rows[i] * channels + c];
  return out;
}

function skinPrimitive(
  head: HeadModel,
  positions: Float64Array,
  dense: Float64Array,
  boneCount: number,
  size: number,
): RigPrimitive {
  const [skin] = head.parts;
  const coarse = head.quads.subarray(0, 4 * skin.quadCount);
  const coarseUv = head.uvQuads.subarray(0, 4 * skin.quadCount);
  const surface = catmullClark(skin.vertexCount, coarse);
  const uvCount = head.uvs.length / 2;
  const uvSurface = catmullClark(uvCount, coarseUv);
  const finePositions = applySubdivision(surface, positions.subarray(0, 3 * skin.vertexCount), 3);
  const fineWeights = applySubdivision(surface, dense, boneCount);
  const fineUvs = linearUvs(head.uvs, coarseUv, uvSurface.quads, uvSurface.start.length - 1);
  const split = splitByUv(surface.quads, uvSurface.quads);
  const morphs = new Map<string, Float32Array>();
  const stride = 3 * head.vertexCount;
  head.expressions.names.forEach((name, k) => {
    const delta = head.expressions.deltas.subarray(k * stride, k * stride + 3 * skin.vertexCount);
    const fine = applySubdivision(surface, delta, 3);
    const scaled = new Float32Array(3 * split.vertex.length);
    for (let i = 0; i < split.vertex.length; i++)
      for (let c = 0; c < 3; c++) scaled[3 * i + c] = size * fine[3 * split.vertex[i] + c];
    morphs.set(name, scaled);
  });
  return {
    name: 'skin',
    positions: gather(finePositions, split.vertex, 3),
    uvs: gather(fineUvs, split.uv, 2),
    triangles: triangulate(split.quads),
    weights: limitInfluences(gather(fineWeights, split.vertex, boneCount), boneCount, INFLUENCES),
    morphs,
    texture: 'skin',
  };
}

/** Texture coordinates subdivide linearly, or the texture would shrink away from its seams. */
function linearUvs(uvs: ArrayLike<number>, coarse: ArrayLike<number>, fine: Uint32Array, count: number): Float64Array {
  const out = new Float64Array(2 * count);
  for (let q = 0; q < coarse.length / 4; q++) {
    const corner = (k: number, c: number): number => uvs[2 * coarse[4 * q + (k % 4)] + c];
    for (let k = 0; k < 4; k++) {
      const [vertex, next, centre, previous] = fine.subarray(16 * q + 4 * k, 16 * q + 4 * k + 4);
      for (let c = 0; c < 2; c++) {
        out[2 * vertex + c] = corner(k, c);
        out[2 * next + c] = (corner(k, c) + corner(k + 1, c)) / 2;
        out[2 * previous + c] = (corner(k, c) + corner(k + 3, c)) / 2;
        out[2 * centre + c] = (corner(0, c) + corner(1, c) + corner(2, c) + corner(3, c)) / 4;
      }
    }
  }
  return out;
}

function rigidPrimitive(head: HeadModel, part: HeadPart, positions: Float64Array): RigPrimitive {
  const from = 4 * part.quadStart;
  const to = from + 4 * part.quadCount;
  const split = splitByUv(head.quads.subarray(from, to), head.uvQuads.subarray(from, to));
  const count = split.vertex.length;
  const name = part.name.startsWith('eye_')
    ? part.name.replace('eye', 'eyeball')
    : part.joint === 'jaw'
      ? 'jaw'
      : 'head';
  const joint = name === 'head' ? HEAD_BONE : BONES.length + PART_JOINTS.indexOf(name as (typeof PART_JOINTS)[number]);
  const weights: LimitedWeights = {
    influences: 1,
    joints: new Uint16Array(count).fill(joint),
    weights: new Float32Array(count).fill(1),
  };
  return {
    name: part.name,
    positions: gather(positions, split.vertex, 3),
    uvs: gather(head.uvs, split.uv, 2),
    triangles: triangulate(split.quads),
    weights,
    morphs: new Map(),
    texture: part.texture,
  };
}

function influenceLoss(
  model: AdaptiveSkinningModel,
  forward: AsmForward,
  limited: LimitedWeights,
): { rmsMm: number; maxMm: number } {
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
