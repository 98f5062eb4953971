import { trianglesWhere } from '../../geometry/mesh/mesh.ts';
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
const MAX_PUSH_MM = 6;
/** A push is made this many times as large at most, inverse. */
const LEAST_HOLD = 0.1;
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
 * nearest place y of the lining, y goes to x and a margin on, the skin around by exp(-d^2/(2 reach^2)), d from y.
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
    const surface = createTargetSurface(skin.positions, lining);
    const piercing = pierceDepth(kernels, { surface, skin }, points, TRACE_MM);
    const pushes = pushesOf(skin.positions, lining, points, piercing);
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
  for (const { from, by } of pushes) {
    const share = shareAt(skin, v, from);
    if (share < LEAST_SHARE) continue;
    for (let k = 0; k < 3; k++) sum[k] += share * by[k];
    total += share;
    most = Math.max(most, share);
  }
  if (total > 0) for (let k = 0; k < 3; k++) positions[3 * v + k] += (most * sum[k]) / total;
}

interface Push {
  readonly from: readonly number[];
  /** At its place, mm. */
  readonly by: readonly number[];
}

function pushesOf(
  skin: Float64Array,
  lining: Uint32Array,
  points: Float64Array,
  { depths, ways, triangle, barycentric }: Piercing,
): Push[] {
  const out: Push[] = [];
  depths.forEach((depth, i) => {
    if (depth === 0) return;
    const from = [0, 1, 2].map((k) => points[3 * i + k] - ways[3 * i + k]);
    // In a large triangle no corner is near: what its corners do comes to less at the place itself.
    let held = 0;
    for (let c = 0; c < 3; c++) held += barycentric[3 * i + c] * shareAt(skin, lining[3 * triangle[i] + c], from);
    const size = Math.min(MAX_PUSH_MM, (depth + MARGIN_MM) / Math.max(held, LEAST_HOLD)) / depth;
    out.push({ from, by: [0, 1, 2].map((k) => size * ways[3 * i + k]) });
  });
  return out;
}

function shareAt(skin: ArrayLike<number>, v: number, from: readonly number[]): number {
  let square = 0;
  for (let k = 0; k < 3; k++) square += (skin[3 * v + k] - from[k]) ** 2;
  return Math.exp(-square / (2 * REACH_MM ** 2));
}
