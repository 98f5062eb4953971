import { vertexNormals } from '../geometry/mesh/mesh.ts';
import { type HeadModel, skinTriangles } from '../head/head-model.ts';
import { BONE_MIRROR, BONES, type BoneAnchor, HEAD_BONE, ROOT_BONE } from './bones.ts';
import { lookUpPosition, type PositionMap } from './position-map.ts';

export interface BoundAnchors {
  /** zeta0 [B, 2] */
  readonly uv: Float64Array;
  /** f(zeta0) [B, 3] */
  readonly surface: Float64Array;
  /** psi0 [B, 3]: a little under the skin; root and head sit on the neck's and head's joints */
  readonly bind: Float64Array;
}

/** A pivot this far under the skin turns it as the tissue over bone does. */
const DEPTH_MM = { region: 12, detail: 5 } as const;

/** Places the bones on a head. UVs are exactly mirror-symmetric whatever the template's asymmetry. */
export function bindAnchors(head: HeadModel, template: Float64Array, map: PositionMap): BoundAnchors {
  const count = BONES.length;
  const uv = new Float64Array(2 * count);
  BONES.forEach((bone, j) => {
    const m = BONE_MIRROR[j];
    if (m < j) {
      uv[2 * j] = 1 - uv[2 * m];
      uv[2 * j + 1] = uv[2 * m + 1];
      return;
    }
    const [u, v] = anchorUv(head, bone.anchor);
    uv[2 * j] = m === j ? 0.5 : u;
    uv[2 * j + 1] = v;
  });
  const { normals } = vertexNormals(template, skinTriangles(head));
  const surface = new Float64Array(3 * count);
  const bind = new Float64Array(3 * count);
  BONES.forEach((bone, j) => {
    const { position } = lookUpPosition(map, uv[2 * j], uv[2 * j + 1]);
    surface.set(position, 3 * j);
    const normal = normalNear(head, normals, uv[2 * j], uv[2 * j + 1]);
    const depth = bone.level === 'frame' ? 0 : DEPTH_MM[bone.level];
    for (let k = 0; k < 3; k++) bind[3 * j + k] = position[k] - depth * normal[k];
  });
  const joint = (name: string): Float64Array => {
    const index = head.joints.findIndex((candidate) => candidate.name === name);
    return head.jointPositions.subarray(3 * index, 3 * index + 3);
  };
  bind.set(joint('neck'), 3 * ROOT_BONE);
  bind.set(joint('head'), 3 * HEAD_BONE);
  return { uv, surface, bind };
}

function anchorUv(head: HeadModel, anchor: BoneAnchor): [number, number] {
  if (anchor.kind === 'near') return skinUvOf(head, nearestChartVertex(head, anchor.point));
  const { vertices, barycentric } = head.embeddings.mediapipe468;
  let u = 0;
  let v = 0;
  for (const l of anchor.indices)
    for (let c = 0; c < 3; c++) {
      const w = barycentric[3 * l + c] / anchor.indices.length;
      u += w * head.skinUv[2 * vertices[3 * l + c]];
      v += w * head.skinUv[2 * vertices[3 * l + c] + 1];
    }
  return [u, v];
}

function skinUvOf(head: HeadModel, vertex: number): [number, number] {
  return [head.skinUv[2 * vertex], head.skinUv[2 * vertex + 1]];
}

function nearestChartVertex(head: HeadModel, point: readonly number[]): number {
  const onChart = new Set<number>();
  head.skinQuadOnChart.forEach((on, q) => {
    if (on) for (let k = 0; k < 4; k++) onChart.add(head.quads[4 * q + k]);
  });
  let best = -1;
  let least = Number.POSITIVE_INFINITY;
  for (const v of onChart) {
    const d = Math.hypot(...[0, 1, 2].map((k) => head.template[3 * v + k] - point[k]));
    if (d < least) {
      least = d;
      best = v;
    }
  }
  return best;
}

/** Normal of the skin vertex nearest in UV. */
function normalNear(head: HeadModel, normals: Float64Array, u: number, v: number): Float64Array {
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < head.parts[0].vertexCount; i++) {
    const d = (head.skinUv[2 * i] - u) ** 2 + (head.skinUv[2 * i + 1] - v) ** 2;
    if (d < least) {
      least = d;
      best = i;
    }
  }
  return normals.subarray(3 * best, 3 * best + 3);
}
