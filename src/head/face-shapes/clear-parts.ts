import { trianglesWhere, vertexNormals } from '../../geometry/mesh/mesh.ts';
import type { Kernels } from '../../kernels/kernel.ts';
import { createTargetSurface } from '../../surface/target-surface.ts';
import { type HeadModel, skinTriangles } from '../head-model.ts';
import { type Piercing, pierceDepth } from './pierce-depth.ts';

/** How far the skin around a tooth that it is pushed off goes along, mm: a lip is some eight thick. */
const REACH_MM = 4;
/** Less than this is left alone, mm. */
const TRACE_MM = 0.1;
/** Pushed this far beyond, mm. */
const MARGIN_MM = 0.2;
/** What lies nearer to the lining than this is looked at again, mm. */
const NEAR_MM = 2;
/** Not more than this at a time, mm. */
const MAX_PUSH_MM = 3;
/** Skin that a push reaches less than this stays. */
const LEAST_SHARE = 0.01;
/** Rounds of looking and pushing. */
const ROUNDS = 12;

/** What lies in the mouth, and what it could go through. */
export interface MouthParts {
  readonly head: HeadModel;
  /** Lips and the lining of the mouth [T, 3] */
  readonly lining: Uint32Array;
  /** Vertices of the lining that nobody sees with the mouth shut. */
  readonly inside: ReadonlySet<number>;
  /** Vertices of teeth, gums and tongue. */
  readonly vertices: readonly number[];
}

export function mouthParts(head: HeadModel): MouthParts {
  const { lips } = head.regions;
  const inside = liningVertices(head);
  const vertices: number[] = [];
  for (const { texture, vertexStart, vertexCount } of head.parts)
    if (texture === 'teeth' || texture === 'tongue')
      for (let v = vertexStart; v < vertexStart + vertexCount; v++) vertices.push(v);
  return { head, lining: trianglesWhere(skinTriangles(head), (v) => inside.has(v) || lips[v] === 1), inside, vertices };
}

/** The mouth's region and all that hangs together with it off the skin's chart: down to where the throat ends. */
function liningVertices(head: HeadModel): Set<number> {
  const { mouth } = head.regions;
  const inside = new Set<number>();
  mouth.forEach((one, v) => {
    if (one === 1) inside.add(v);
  });
  for (let size = 0; size < inside.size; ) {
    size = inside.size;
    head.skinQuadOnChart.forEach((on, q) => {
      const corners = head.quads.subarray(4 * q, 4 * q + 4);
      if (on === 0 && corners.some((v) => inside.has(v))) for (const v of corners) inside.add(v);
    });
  }
  return inside;
}

/**
 * Pushes skin off the teeth and the tongue that lie in it, in place: where a part's vertex x is in the flesh behind its
 * nearest place y of the lining, the triangle of y goes with y to x and a margin on, the skin around by exp(-d^2/(2 reach^2)), d from y.
 * @param movable vertices that may go
 * @param positions [V, 3] mm
 * @returns whether there was anything to push
 */
export function clearParts(
  kernels: Kernels,
  { head, lining, vertices }: MouthParts,
  movable: Iterable<number>,
  positions: Float64Array,
): boolean {
  const free = [...movable];
  let looked = vertices;
  for (let round = 0; round < ROUNDS; round++) {
    const points = Float64Array.from(looked.flatMap((v) => [0, 1, 2].map((k) => positions[3 * v + k])));
    const skin = { positions: positions.slice(0, 3 * head.parts[0].vertexCount), triangles: skinTriangles(head) };
    // The lining's own normals would err at its rims.
    const { normals } = vertexNormals(skin.positions, skin.triangles);
    const surface = { ...createTargetSurface(skin.positions, lining), normals };
    const piercing = pierceDepth(kernels, { surface, skin }, points, TRACE_MM);
    const pushes = pushesOf(points, lining, piercing);
    if (pushes.length === 0) return round > 0;
    looked = looked.filter(
      (_, i) => piercing.depths[i] > 0 || Math.hypot(...piercing.ways.subarray(3 * i, 3 * i + 3)) < NEAR_MM,
    );
    for (const v of free) pushVertex(skin.positions, v, pushes, positions);
  }
  return true;
}

/** Moves a vertex by the pushes' mean, as far as the one that it is nearest to reaches it, in place. */
function pushVertex(skin: Float64Array, v: number, pushes: readonly Push[], positions: Float64Array): void {
  const sum = [0, 0, 0];
  let [total, most] = [0, 0];
  for (const push of pushes) {
    const share = shareAt(skin, v, push);
    if (share < LEAST_SHARE) continue;
    for (let k = 0; k < 3; k++) sum[k] += share * push.by[k];
    total += share;
    most = Math.max(most, share);
  }
  if (total > 0) for (let k = 0; k < 3; k++) positions[3 * v + k] += (most * sum[k]) / total;
}

interface Push {
  readonly from: readonly number[];
  /** Of the triangle that it lies in. */
  readonly corners: readonly number[];
  /** mm */
  readonly by: readonly number[];
}

function pushesOf(points: Float64Array, lining: Uint32Array, { depths, ways, triangle }: Piercing): Push[] {
  const out: Push[] = [];
  depths.forEach((depth, i) => {
    if (depth === 0) return;
    const size = (Math.min(MAX_PUSH_MM, depth) + MARGIN_MM) / depth;
    out.push({
      from: [0, 1, 2].map((k) => points[3 * i + k] - ways[3 * i + k]),
      corners: [0, 1, 2].map((c) => lining[3 * triangle[i] + c]),
      by: [0, 1, 2].map((k) => size * ways[3 * i + k]),
    });
  });
  return out;
}

/** 1 at the place's own triangle, however large that is. */
function shareAt(skin: ArrayLike<number>, v: number, { from, corners }: Push): number {
  if (corners.includes(v)) return 1;
  let square = 0;
  for (let k = 0; k < 3; k++) square += (skin[3 * v + k] - from[k]) ** 2;
  return Math.exp(-square / (2 * REACH_MM ** 2));
}
