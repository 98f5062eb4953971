import { vertexNormals } from '../../geometry/mesh/mesh.ts';
import { refitTriangleTree } from '../../geometry/mesh/triangle-tree.ts';
import type { Kernels } from '../../kernels/kernel.ts';
import type { MouthParts } from './mouth-parts.ts';
import { type Flesh, type Piercing, pierceDepth } from './pierce-depth.ts';
import { type ClearHead, touchedParts } from './touched-parts.ts';
import { groupedWinding } from './winding-groups.ts';

/** How far the skin around a tooth that it is pushed off goes along, mm: a lip is some eight thick. */
const REACH_MM = 4;
/** Less than this is left alone, mm. */
const TRACE_MM = 0.2;
/** Pushed this far beyond, mm: between the vertices that are looked at, displayed skin lies some 0.2 deeper. */
const MARGIN_MM = 0.4;
/** What lies nearer to the lining than this is looked at again, mm. */
const NEAR_MM = 2;
/** A part may be so many times as large as the mean head's. */
const SPREAD = 1.4;
/** Not more than this at a time, mm. */
const MAX_PUSH_MM = 3;
/** Skin that a push reaches less than this stays. */
const LEAST_SHARE = 0.01;
/** Beyond this, mm, every share is less: exp(-3.1^2/2) = 0.008. */
const FARTHEST = 3.1 * REACH_MM;
/** Rounds of looking and pushing. */
const ROUNDS = 12;

/**
 * Pushes skin off the teeth and the tongue that lie in it, in place: where a part's vertex x is in the flesh behind its
 * nearest place y of the lining, the triangle of y goes with y to x and a margin on, the skin around by exp(-d^2/(2 reach^2)), d from y.
 * @param movable vertices that may go
 * @param positions [V, 3] mm
 * @returns whether there was anything to push
 */
export function clearParts(
  kernels: Kernels,
  parts: MouthParts,
  movable: Iterable<number>,
  positions: Float64Array,
): boolean {
  const free = [...movable];
  let flesh = fleshOf(parts, positions);
  let looked = nearVertices(kernels, parts, flesh, positions);
  for (let round = 0; round < ROUNDS; round++) {
    if (round > 0) flesh = fleshOf(parts, positions);
    const piercing = look(kernels, flesh, looked, positions);
    const pushes = pushesOf(looked, positions, parts.lining, piercing);
    if (pushes.length === 0) return round > 0;
    looked = looked.filter((_, i) => piercing.depths[i] > 0 || lengthOf(piercing.ways, i) < NEAR_MM);
    for (const v of free) pushVertex(flesh.surface.positions, v, pushes, positions);
  }
  return true;
}

/**
 * Vertices of parts that may lie in the skin: those of clusters whose first vertex is nearer to it than the others are to
 * that one.
 */
function nearVertices(
  kernels: Kernels,
  parts: Pick<MouthParts, 'clusters'>,
  flesh: SkinFlesh,
  positions: Float64Array,
): number[] {
  const firsts = parts.clusters.map(({ vertices }) => vertices[0]);
  const { depths, ways } = look(kernels, flesh, firsts, positions);
  return parts.clusters.flatMap(({ vertices, radius }, i) =>
    depths[i] > 0 || lengthOf(ways, i) < SPREAD * radius + TRACE_MM ? vertices : [],
  );
}

/** {@link Flesh} whose surface is of the skin [skin vertices, 3] mm, a copy. */
interface SkinFlesh extends Flesh {
  readonly surface: Flesh['surface'] & { readonly positions: Float64Array };
}

/** The lining and the flesh behind it as they are. @param positions [V, 3] mm */
function fleshOf({ head, lining, rimmed, tree, flesh }: MouthParts, positions: Float64Array): SkinFlesh {
  const skin = positions.slice(0, 3 * head.parts[0].vertexCount);
  return {
    surface: {
      positions: skin,
      triangles: lining,
      // The lining's own normals would err at its rims.
      normals: vertexNormals(skin, rimmed).normals,
      tree: refitTriangleTree(tree, skin, lining),
    },
    winding: groupedWinding(flesh, skin),
  };
}

/** How deep vertices lie in flesh. @param positions [V, 3] mm */
function look(kernels: Kernels, flesh: SkinFlesh, vertices: readonly number[], positions: Float64Array): Piercing {
  const points = new Float64Array(3 * vertices.length);
  vertices.forEach((v, i) => {
    points.set(positions.subarray(3 * v, 3 * v + 3), 3 * i);
  });
  return pierceDepth(kernels, flesh, points, TRACE_MM);
}

function lengthOf(rows: Float64Array, i: number): number {
  return Math.hypot(rows[3 * i], rows[3 * i + 1], rows[3 * i + 2]);
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

function pushesOf(
  vertices: readonly number[],
  positions: Float64Array,
  lining: Uint32Array,
  { depths, ways, triangle }: Piercing,
): Push[] {
  const out: Push[] = [];
  depths.forEach((depth, i) => {
    if (depth === 0) return;
    const size = (Math.min(MAX_PUSH_MM, depth) + MARGIN_MM) / depth;
    out.push({
      from: [0, 1, 2].map((k) => positions[3 * vertices[i] + k] - ways[3 * i + k]),
      corners: [0, 1, 2].map((c) => lining[3 * triangle[i] + c]),
      by: [0, 1, 2].map((k) => size * ways[3 * i + k]),
    });
  });
  return out;
}

/** 1 at the place's own triangle, however large that is. */
function shareAt(skin: ArrayLike<number>, v: number, { from, corners }: Push): number {
  if (corners.includes(v)) return 1;
  const [x, y, z] = [skin[3 * v] - from[0], skin[3 * v + 1] - from[1], skin[3 * v + 2] - from[2]];
  const square = x * x + y * y + z * z;
  // Less than the least share.
  if (square > FARTHEST ** 2) return 0;
  return Math.exp(-square / (2 * REACH_MM ** 2));
}

/** How far parts are from the lining on a head where nothing pierces. @param positions [V, 3] mm */
export function clearHead(kernels: Kernels, parts: MouthParts, positions: Float64Array): ClearHead {
  const firsts = parts.clusters.map(({ vertices }) => vertices[0]);
  const { ways } = look(kernels, fleshOf(parts, positions), firsts, positions);
  return { positions, distances: Float64Array.from(firsts, (_, i) => lengthOf(ways, i)) };
}

/**
 * The same after a displacement from where nothing pierces: only what it brings together is looked at.
 * @param positions [V, 3] mm
 */
export function clearMovedParts(
  kernels: Kernels,
  parts: MouthParts,
  before: ClearHead,
  positions: Float64Array,
): boolean {
  const clusters = touchedParts(parts, before, positions);
  if (clusters.length === 0) return false;
  const free = Array.from({ length: parts.head.parts[0].vertexCount }, (_, v) => v);
  return clearParts(kernels, { ...parts, clusters }, free, positions);
}
