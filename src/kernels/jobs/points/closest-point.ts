import type { JobOf, Kernel, RealArray, Slots } from '../../kernel.ts';

/** Nearest points on a mesh, by a tree of its triangles (src/geometry/mesh/triangle-tree.ts), for queries [start, end). */
export type ClosestPointJob = JobOf<typeof CLOSEST_POINT_SLOTS>;

const CLOSEST_POINT_SLOTS = {
  /** [Q, 3] */
  queries: 'real',
  start: 'count',
  end: 'count',
  /** [V, 3] */
  positions: 'real',
  /** [T, 3] */
  triangles: 'index',
  /** [M, 6], [M, 2] and [T] of the tree */
  bounds: 'real',
  nodes: 'index',
  order: 'index',
  /** [Q, 3] out */
  points: 'real',
  /** Squared distances [Q] out. */
  squares: 'real',
  /** Triangle of each nearest point [Q] out. */
  nearest: 'index',
} as const satisfies Slots;

/** A branch a level of any tree of fewer than 2^32 triangles, and the root: their nodes with their distances, and room to spare. */
const STACK = 128;

export const CLOSEST_POINT: Kernel<ClosestPointJob> = {
  name: 'closestPoint',
  slots: CLOSEST_POINT_SLOTS,
  scratch: () => STACK,
  plain: (job) => {
    const stack = new Uint32Array(STACK);
    const point = new Float64Array(3);
    for (let q = job.start; q < job.end; q++) search(job, q, stack, point);
  },
};

function search(job: ClosestPointJob, q: number, stack: Uint32Array, point: Float64Array): void {
  const { queries, bounds, nodes, order } = job;
  const x = queries[3 * q];
  const y = queries[3 * q + 1];
  const z = queries[3 * q + 2];
  let best = Number.POSITIVE_INFINITY;
  let depth = 0;
  stack[depth++] = 0;
  while (depth > 0) {
    const node = stack[--depth];
    if (boxDistance(bounds, node, x, y, z) >= best) continue;
    const count = nodes[2 * node + 1];
    if (count === 0) {
      const left = node + 1;
      const right = nodes[2 * node];
      // The nearer child on top.
      const leftFirst = boxDistance(bounds, left, x, y, z) <= boxDistance(bounds, right, x, y, z);
      stack[depth++] = leftFirst ? right : left;
      stack[depth++] = leftFirst ? left : right;
      continue;
    }
    for (let k = nodes[2 * node]; k < nodes[2 * node] + count; k++) {
      const t = order[k];
      const square = closestOnTriangle(job, t, x, y, z, point);
      // Not >=: a triangle without area may give no number.
      if (!(square < best)) continue;
      best = square;
      job.points.set(point, 3 * q);
      job.nearest[q] = t;
    }
  }
  job.squares[q] = best;
}

function boxDistance(bounds: RealArray, node: number, x: number, y: number, z: number): number {
  const b = 6 * node;
  const dx = Math.max(bounds[b] - x, 0, x - bounds[b + 3]);
  const dy = Math.max(bounds[b + 1] - y, 0, y - bounds[b + 4]);
  const dz = Math.max(bounds[b + 2] - z, 0, z - bounds[b + 5]);
  return dx * dx + dy * dy + dz * dz;
}

/** Ericson, Real-Time Collision Detection (2005), section 5.1.5. @returns the squared distance, the point in `dst` */
function closestOnTriangle(
  { positions: p, triangles }: ClosestPointJob,
  t: number,
  x: number,
  y: number,
  z: number,
  dst: Float64Array,
): number {
  const a = 3 * triangles[3 * t];
  const b = 3 * triangles[3 * t + 1];
  const c = 3 * triangles[3 * t + 2];
  const ab = [p[b] - p[a], p[b + 1] - p[a + 1], p[b + 2] - p[a + 2]];
  const ac = [p[c] - p[a], p[c + 1] - p[a + 1], p[c + 2] - p[a + 2]];
  const [v, w] = triangleWeights(ab, ac, [x - p[a], y - p[a + 1], z - p[a + 2]]);
  let square = 0;
  for (let k = 0; k < 3; k++) {
    dst[k] = p[a + k] + v * ab[k] + w * ac[k];
    square += ([x, y, z][k] - dst[k]) ** 2;
  }
  return square;
}

/** Weights of the second and third corner at the point nearest to `ap`, all relative to the first corner. */
function triangleWeights(ab: readonly number[], ac: readonly number[], ap: readonly number[]): [number, number] {
  const dot = (u: readonly number[], v: readonly number[]): number => u[0] * v[0] + u[1] * v[1] + u[2] * v[2];
  const d1 = dot(ab, ap);
  const d2 = dot(ac, ap);
  if (d1 <= 0 && d2 <= 0) return [0, 0];
  const bp = ap.map((x, k) => x - ab[k]);
  const d3 = dot(ab, bp);
  const d4 = dot(ac, bp);
  if (d3 >= 0 && d4 <= d3) return [1, 0];
  const vc = d1 * d4 - d3 * d2;
  if (vc <= 0 && d1 >= 0 && d3 <= 0) return [d1 / (d1 - d3), 0];
  const cp = ap.map((x, k) => x - ac[k]);
  const d5 = dot(ab, cp);
  const d6 = dot(ac, cp);
  if (d6 >= 0 && d5 <= d6) return [0, 1];
  const vb = d5 * d2 - d1 * d6;
  if (vb <= 0 && d2 >= 0 && d6 <= 0) return [0, d2 / (d2 - d6)];
  const va = d3 * d6 - d5 * d4;
  if (va <= 0 && d4 - d3 >= 0 && d5 - d6 >= 0) {
    const w = (d4 - d3) / (d4 - d3 + (d5 - d6));
    return [1 - w, w];
  }
  const sum = va + vb + vc;
  return [vb / sum, vc / sum];
}
