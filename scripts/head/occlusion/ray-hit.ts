import { buildTriangleTree } from '../../../src/geometry/mesh/triangle-tree.ts';

/** A mesh that rays are held against. */
export interface RayTarget {
  /** Boxes and children of the tree's nodes, as `TriangleTree` has them. */
  readonly bounds: Float64Array;
  readonly nodes: Uint32Array;
  /** Of the triangles in the leaves' order: a corner and the two edges from it [T, 9]. */
  readonly corners: Float64Array;
}

/** @param positions [V, 3] @param triangles [T, 3] */
export function rayTarget(positions: ArrayLike<number>, triangles: ArrayLike<number>): RayTarget {
  const { bounds, nodes, order } = buildTriangleTree(positions, triangles);
  const corners = new Float64Array(9 * order.length);
  for (let i = 0; i < order.length; i++)
    for (let k = 0; k < 3; k++) {
      const corner = positions[3 * triangles[3 * order[i]] + k];
      corners[9 * i + k] = corner;
      corners[9 * i + 3 + k] = positions[3 * triangles[3 * order[i] + 1] + k] - corner;
      corners[9 * i + 6 + k] = positions[3 * triangles[3 * order[i] + 2] + k] - corner;
    }
  return { bounds, nodes, corners };
}

/** Depth of any tree of fewer than 2^32 triangles, twice. */
const STACK = 128;

/**
 * Which rays of one direction meet a mesh, from either side: origin + t direction, t > 0 (Moeller and Trumbore 1997).
 * @param origins [N, 3] @param direction [3], not zero
 * @returns [N] 1 where the ray meets it
 */
export function rayHits(target: RayTarget, origins: Float64Array, direction: ArrayLike<number>): Uint8Array {
  const { bounds, nodes } = target;
  const out = new Uint8Array(origins.length / 3);
  if (nodes.length === 0) return out;
  const stack = new Uint32Array(STACK);
  const ray = Float64Array.of(0, 0, 0, direction[0], direction[1], direction[2]);
  // Infinite across an axis: the slab then is passed or not, whatever t.
  const ix = 1 / direction[0];
  const iy = 1 / direction[1];
  const iz = 1 / direction[2];
  for (let i = 0; i < out.length; i++) {
    const x = origins[3 * i];
    const y = origins[3 * i + 1];
    const z = origins[3 * i + 2];
    ray[0] = x;
    ray[1] = y;
    ray[2] = z;
    let depth = 1;
    stack[0] = 0;
    while (depth > 0) {
      const node = stack[--depth];
      const b = 6 * node;
      const x0 = (bounds[b] - x) * ix;
      const x1 = (bounds[b + 3] - x) * ix;
      const y0 = (bounds[b + 1] - y) * iy;
      const y1 = (bounds[b + 4] - y) * iy;
      const z0 = (bounds[b + 2] - z) * iz;
      const z1 = (bounds[b + 5] - z) * iz;
      const enter = Math.max(Math.min(x0, x1), Math.min(y0, y1), Math.min(z0, z1));
      const leave = Math.min(Math.max(x0, x1), Math.max(y0, y1), Math.max(z0, z1));
      // NaN, of an origin in the face of a box that the ray runs along, passes.
      if (enter > leave || leave < 0) continue;
      const count = nodes[2 * node + 1];
      if (count === 0) {
        stack[depth++] = nodes[2 * node];
        stack[depth++] = node + 1;
      } else if (meetsLeaf(target.corners, nodes[2 * node], count, ray)) {
        out[i] = 1;
        break;
      }
    }
  }
  return out;
}

/** @param ray origin and direction [6] */
function meetsLeaf(corners: Float64Array, start: number, count: number, ray: Float64Array): boolean {
  const dx = ray[3];
  const dy = ray[4];
  const dz = ray[5];
  for (let i = 9 * start; i < 9 * (start + count); i += 9) {
    const ex = corners[i + 3];
    const ey = corners[i + 4];
    const ez = corners[i + 5];
    const fx = corners[i + 6];
    const fy = corners[i + 7];
    const fz = corners[i + 8];
    const qx = dy * fz - dz * fy;
    const qy = dz * fx - dx * fz;
    const qz = dx * fy - dy * fx;
    const determinant = ex * qx + ey * qy + ez * qz;
    if (determinant === 0) continue;
    const sx = ray[0] - corners[i];
    const sy = ray[1] - corners[i + 1];
    const sz = ray[2] - corners[i + 2];
    const u = (sx * qx + sy * qy + sz * qz) / determinant;
    if (u < 0 || u > 1) continue;
    const rx = sy * ez - sz * ey;
    const ry = sz * ex - sx * ez;
    const rz = sx * ey - sy * ex;
    const v = (dx * rx + dy * ry + dz * rz) / determinant;
    if (v < 0 || u + v > 1) continue;
    if ((fx * rx + fy * ry + fz * rz) / determinant > 0) return true;
  }
  return false;
}
