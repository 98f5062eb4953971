import { applySubdivision } from '../../geometry/mesh/catmull-clark.ts';
import { triangulate } from '../../geometry/mesh/mesh.ts';
import { hairRegion } from '../../head/anatomy/hair-region.ts';
import { skinSubdivision } from '../../head/anatomy/skin-subdivision.ts';
import { embeddedPoints, type HeadModel } from '../../head/head-model.ts';
import { type EarRays, earRays } from './cover/ear-rays.ts';
import { drape, farthestAround } from './curtain/drape.ts';
import type { ShellSphere } from './shell-sphere.ts';
import { solveRows, sparseRows } from './sparse-rows.ts';

/** Of the 68 landmarks. */
const CHIN = 8;

/** Where a head's skin lies on a shell's rays. */
export interface HeadRadius {
  /** Middle of the skull [3] mm. */
  readonly centre: readonly number[];
  /** Distance of what hair grows from or falls over [N] mm: the skin without its ears, below the chin a {@link drape}; NaN below the bust's cut. */
  readonly skull: Float64Array;
  /** Distance of the skin with its ears [N] mm, not below `skull`. */
  readonly skin: Float64Array;
  /** Rays that leave the head below the chin [N]. */
  readonly drape: Uint8Array;
  /** Level of the bust's cut over the middle of the skull, mm. */
  readonly cutY: number;
  /** What the ray leaves the head through [N]: 1 the scalp, -1 the neck, 0 anything else. */
  readonly place: Int8Array;
  /** 1 where hair grows there beside the scalp: at temples, before ears and around them ({@link hairRegion}) [N]. */
  readonly fringe: Uint8Array;
  /** Rays through the ears, and around them. */
  readonly ears: EarRays;
  /** The skin as it is shown, subdivided: [V, 3] mm and [T, 3]. */
  readonly positions: Float64Array;
  readonly triangles: Uint32Array;
}

/** @param positions [V, 3] mm of all parts */
export function headRadius(head: HeadModel, positions: Float64Array, sphere: ShellSphere): HeadRadius {
  const [skin] = head.parts;
  const centre = middleOfScalp(head, positions);
  const surface = skinSubdivision(head);
  const fine = applySubdivision(surface, positions.subarray(0, 3 * skin.vertexCount), 3);
  const all = triangulate(surface.quads);
  const share = (region: ArrayLike<number>): Float64Array => applySubdivision(surface, Float64Array.from(region), 1);
  const { regions } = head;
  const [mouth, sockets, ears] = [share(regions.mouth), share(regions.sockets), share(regions.ears)];
  const [scalp, neck, grown] = [share(regions.scalp), share(regions.neck), share(hairRegion(head))];
  const outer = all.filter((_, i) => {
    const t = 3 * Math.floor(i / 3);
    return [0, 1, 2].every((c) => mouth[all[t + c]] < 0.5 && sockets[all[t + c]] < 0.5);
  });
  const relative = fine.map((x, i) => x - centre[i % 3]);
  const hits = farthestHits(relative, outer, sphere, (t) => [0, 1, 2].some((c) => ears[outer[3 * t + c]] > 0.5));
  const touches = (t: number, region: Float64Array): boolean =>
    t >= 0 && [0, 1, 2].some((c) => region[outer[3 * t + c]] > 0.5);
  const place = Int8Array.from(hits.triangle, (t) => (touches(t, scalp) ? 1 : touches(t, neck) ? -1 : 0));
  const chinY = embeddedPoints(head.embeddings.ibug68, positions)[3 * CHIN + 1] - centre[1];
  const cutY = relative.reduce((least, x, i) => (i % 3 === 1 ? Math.min(least, x) : least), Number.POSITIVE_INFINITY);
  const onHead = hits.all.map((r, i) => (r * sphere.directions[3 * i + 1] - sphere.drops[i] > chinY ? r : Number.NaN));
  const below = drape(sphere, onHead, cutY);
  const skull = withoutGaps(hits.plain, onHead, sphere.neighbours).map((r, i) =>
    Number.isNaN(r) ? below.radius[i] : r,
  );
  const bust = relative.filter((_, i) => relative[3 * Math.floor(i / 3) + 1] < chinY);
  const overBust = farthestAround(sphere, below, bust);
  const reached = {
    skull,
    skin: onHead.map((r, i) => (below.rays[i] === 1 ? overBust[i] : r)),
    drape: below.rays,
  };
  return {
    centre,
    ...reached,
    ears: earRays(sphere, reached),
    cutY,
    fringe: Uint8Array.from(hits.triangle, (t, i) =>
      place[i] === 0 && below.rays[i] === 0 && atSide(sphere, i) && touches(t, grown) ? 1 : 0,
    ),
    place: place.map((own, i) => (below.rays[i] === 1 ? -1 : own)),
    positions: fine,
    triangles: outer,
  };
}

/** Whether a ray leaves the head nearer to the side than to the front. */
function atSide({ directions }: ShellSphere, i: number): boolean {
  return Math.abs(directions[3 * i]) > directions[3 * i + 2];
}

/** How far below the middle of the skull the bust's cut is, mm. @param positions [V, 3] mm of all parts */
export function bustDepth(head: HeadModel, positions: Float64Array): number {
  let lowest = Number.POSITIVE_INFINITY;
  for (let v = 0; v < head.parts[0].vertexCount; v++) lowest = Math.min(lowest, positions[3 * v + 1]);
  return middleOfScalp(head, positions)[1] - lowest;
}

function middleOfScalp({ regions, parts }: HeadModel, positions: Float64Array): number[] {
  return [0, 1, 2].map((k) => {
    let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (let v = 0; v < parts[0].vertexCount; v++)
      if (regions.scalp[v] === 1) {
        low = Math.min(low, positions[3 * v + k]);
        high = Math.max(high, positions[3 * v + k]);
      }
    return (low + high) / 2;
  });
}

/** Rays from the origin: the farthest of the triangles that each meets. */
interface FarthestHits {
  /** [N] mm, NaN where it meets none. */
  readonly all: Float64Array;
  /** The same without the triangles that are left out. */
  readonly plain: Float64Array;
  /** Which one of all [N], -1 for none. */
  readonly triangle: Int32Array;
}

function farthestHits(
  positions: Float64Array,
  triangles: Uint32Array,
  { directions, drops }: ShellSphere,
  leftOut: (triangle: number) => boolean,
): FarthestHits {
  const count = drops.length;
  const all = new Float64Array(count).fill(Number.NaN);
  const plain = all.slice();
  const triangle = new Int32Array(count).fill(-1);
  // All rays leave the vertical: what one meets lies where it looks, seen from above.
  const bearing = Float64Array.from(drops, (_, i) => Math.atan2(directions[3 * i], directions[3 * i + 2]));
  const order = Array.from(bearing.keys()).sort((a, b) => bearing[a] - bearing[b]);
  const sorted = Float64Array.from(order, (i) => bearing[i]);
  for (let t = 0; t < triangles.length / 3; t++) {
    const corners = [0, 1, 2].map((c) => positions.subarray(3 * triangles[3 * t + c], 3 * triangles[3 * t + c] + 3));
    const away = leftOut(t);
    for (const [from, to] of bearingsOf(corners))
      for (let k = lowerBound(sorted, from); k < count && sorted[k] <= to; k++) {
        const i = order[k];
        const r = hitDistance(corners, directions.subarray(3 * i, 3 * i + 3), drops[i]);
        if (r <= 0) continue;
        if (!(r <= all[i])) {
          all[i] = r;
          triangle[i] = t;
        }
        if (!away && !(r <= plain[i])) plain[i] = r;
      }
  }
  return { all, plain, triangle };
}

/** Bearings between which a triangle lies around the vertical, radians: two runs where it lies across the back, all where it is met by the vertical itself. */
function bearingsOf(corners: readonly Float64Array[]): readonly (readonly [number, number])[] {
  const own = corners.map(([x, , z]) => Math.atan2(x, z)).sort((a, b) => a - b);
  const gaps = [own[1] - own[0], own[2] - own[1], own[0] + 2 * Math.PI - own[2]];
  const widest = gaps.indexOf(Math.max(...gaps));
  if (gaps[widest] <= Math.PI + SLACK) return [[-Math.PI, Math.PI]];
  const [from, to] = [own[(widest + 1) % 3] - SLACK, own[widest] + SLACK];
  if (from > to)
    return [
      [-Math.PI, to],
      [from, Math.PI],
    ];
  return [[from, to]];
}

const SLACK = 1e-9;

function lowerBound(sorted: Float64Array, value: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Distance at which a ray from so far below the origin meets a triangle (Moeller and Trumbore); 0 where it does not. */
function hitDistance([a, b, c]: readonly Float64Array[], [dx, dy, dz]: Float64Array, drop: number): number {
  const [ux, uy, uz] = [b[0] - a[0], b[1] - a[1], b[2] - a[2]];
  const [vx, vy, vz] = [c[0] - a[0], c[1] - a[1], c[2] - a[2]];
  const [px, py, pz] = [dy * vz - dz * vy, dz * vx - dx * vz, dx * vy - dy * vx];
  const det = ux * px + uy * py + uz * pz;
  if (Math.abs(det) < 1e-12) return 0;
  const [ox, oy, oz] = [-a[0], -drop - a[1], -a[2]];
  const s = (ox * px + oy * py + oz * pz) / det;
  if (s < -1e-9 || s > 1 + 1e-9) return 0;
  const [qx, qy, qz] = [oy * uz - oz * uy, oz * ux - ox * uz, ox * uy - oy * ux];
  const w = (dx * qx + dy * qy + dz * qz) / det;
  if (w < -1e-9 || s + w > 1 + 1e-9) return 0;
  return Math.max(0, (vx * qx + vy * qy + vz * qz) / det);
}

/** Distances of the skull; where an ear grows from it, as its surroundings lead to. */
function withoutGaps(plain: Float64Array, all: Float64Array, neighbours: readonly Uint32Array[]): Float64Array {
  const rows = sparseRows(plain.length);
  for (let i = 0; i < plain.length; i++) {
    const ring = neighbours[i].filter((n) => !Number.isNaN(all[n]));
    if (Number.isNaN(all[i])) rows.add([i], [1], 0, 1);
    else if (!Number.isNaN(plain[i])) rows.add([i], [1], plain[i], HELD);
    else rows.add([i, ...ring], [1, ...Array.from(ring, () => -1 / ring.length)], 0, 1);
  }
  const start = Float64Array.from(all, (r) => (Number.isNaN(r) ? 0 : r));
  const filled = solveRows(rows, start, SOLVER_STEPS);
  return filled.map((r, i) => (Number.isNaN(all[i]) ? Number.NaN : Math.min(r, all[i])));
}

const HELD = 30;
const SOLVER_STEPS = 60;
