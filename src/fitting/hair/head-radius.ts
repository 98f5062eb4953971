import { applySubdivision } from '../../geometry/mesh/catmull-clark.ts';
import { triangulate } from '../../geometry/mesh/mesh.ts';
import { skinSubdivision } from '../../head/anatomy/skin-subdivision.ts';
import type { HeadModel, RegionName } from '../../head/head-model.ts';
import type { ShellSphere } from './shell-sphere.ts';
import { solveRows, sparseRows } from './sparse-rows.ts';

/** Farther out than the scalp reaches, times this, a ray meets the bust. */
const REACH = 1.1;

/** Where a head's skin lies on a shell's rays. */
export interface HeadRadius {
  /** Middle of the skull [3] mm. */
  readonly centre: readonly number[];
  /** Distance of the skin without its ears [N] mm; NaN where the ray meets the bust or its cut. */
  readonly skull: Float64Array;
  /** Distance of the skin with its ears [N] mm. */
  readonly skin: Float64Array;
  /** What the ray leaves the head through [N]: 1 the scalp, -1 the neck, 0 anything else. */
  readonly place: Int8Array;
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
  const share = (name: RegionName): Float64Array => applySubdivision(surface, Float64Array.from(head.regions[name]), 1);
  const [mouth, sockets, ears] = [share('mouth'), share('sockets'), share('ears')];
  const [scalp, neck] = [share('scalp'), share('neck')];
  const outer = all.filter((_, i) => {
    const t = 3 * Math.floor(i / 3);
    return [0, 1, 2].every((c) => mouth[all[t + c]] < 0.5 && sockets[all[t + c]] < 0.5);
  });
  const relative = fine.map((x, i) => x - centre[i % 3]);
  const hits = farthestHits(relative, outer, sphere.directions, (t) =>
    [0, 1, 2].some((c) => ears[outer[3 * t + c]] > 0.5),
  );
  const touches = (t: number, region: Float64Array): boolean =>
    t >= 0 && [0, 1, 2].some((c) => region[outer[3 * t + c]] > 0.5);
  const place = Int8Array.from(hits.triangle, (t) => (touches(t, scalp) ? 1 : touches(t, neck) ? -1 : 0));
  const reach = REACH * Math.max(...hits.all.filter((_, i) => place[i] === 1));
  const onHead = hits.all.map((r) => (r > reach ? Number.NaN : r));
  return {
    centre,
    skull: withoutGaps(hits.plain, onHead, sphere.neighbours),
    skin: onHead,
    place,
    positions: fine,
    triangles: outer,
  };
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
  directions: Float64Array,
  leftOut: (triangle: number) => boolean,
): FarthestHits {
  const count = directions.length / 3;
  const all = new Float64Array(count).fill(Number.NaN);
  const plain = all.slice();
  const triangle = new Int32Array(count).fill(-1);
  const order = Array.from({ length: count }, (_, i) => i).sort((a, b) => directions[3 * a] - directions[3 * b]);
  const sorted = Float64Array.from(order, (i) => directions[3 * i]);
  for (let t = 0; t < triangles.length / 3; t++) {
    const corners = [0, 1, 2].map((c) => positions.subarray(3 * triangles[3 * t + c], 3 * triangles[3 * t + c] + 3));
    const xs = corners.map((p) => p[0] / (Math.hypot(p[0], p[1], p[2]) || 1));
    const away = leftOut(t);
    // A triangle's rays may leave the box of its corners on the sphere by its sagitta.
    const [from, to] = [Math.min(...xs) - SAGITTA, Math.max(...xs) + SAGITTA];
    for (let k = lowerBound(sorted, from); k < count && sorted[k] <= to; k++) {
      const i = order[k];
      const r = hitDistance(corners, directions, 3 * i);
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

const SAGITTA = 0.01;

function lowerBound(sorted: Float64Array, value: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Distance at which a ray from the origin meets a triangle (Moeller and Trumbore); 0 where it does not. */
function hitDistance([a, b, c]: readonly Float64Array[], directions: Float64Array, at: number): number {
  const [dx, dy, dz] = [directions[at], directions[at + 1], directions[at + 2]];
  const [ux, uy, uz] = [b[0] - a[0], b[1] - a[1], b[2] - a[2]];
  const [vx, vy, vz] = [c[0] - a[0], c[1] - a[1], c[2] - a[2]];
  const [px, py, pz] = [dy * vz - dz * vy, dz * vx - dx * vz, dx * vy - dy * vx];
  const det = ux * px + uy * py + uz * pz;
  if (Math.abs(det) < 1e-12) return 0;
  const s = -(a[0] * px + a[1] * py + a[2] * pz) / det;
  if (s < -1e-9 || s > 1 + 1e-9) return 0;
  const [qx, qy, qz] = [uy * a[2] - uz * a[1], uz * a[0] - ux * a[2], ux * a[1] - uy * a[0]];
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
