import { triangleNormal } from '../../geometry/mesh/mesh.ts';
import type { TriangleTree } from '../../geometry/mesh/triangle-tree.ts';
import { solidAngles } from './winding-number.ts';

/** Triangles of a group: few enough that one group looked at whole costs little beside all groups looked at as dipoles. */
const GROUP = 16;
/** A group whose centre is so many of its radii away is a dipole. */
const FAR = 3;

/** Triangles in groups that lie together. */
export interface TriangleGroups {
  /** Corners, a group's triangles one after the other [T, 3] */
  readonly triangles: Uint32Array;
  /** Where each group begins in `triangles`, and the end [G + 1] */
  readonly starts: Uint32Array;
}

/** The largest subtrees of no more than sixteen triangles. @param triangles [T, 3] as the tree was built of */
export function groupTriangles({ nodes, order }: TriangleTree, triangles: ArrayLike<number>): TriangleGroups {
  const grouped = new Uint32Array(3 * order.length);
  order.forEach((t, i) => {
    for (let c = 0; c < 3; c++) grouped[3 * i + c] = triangles[3 * t + c];
  });
  const starts: number[] = [];
  const sizeOf = (node: number): number => nodes[2 * node + 1] || sizeOf(node + 1) + sizeOf(nodes[2 * node]);
  let first = 0;
  const visit = (node: number): void => {
    const size = sizeOf(node);
    if (size > GROUP) {
      visit(node + 1);
      visit(nodes[2 * node]);
      return;
    }
    starts.push(3 * first);
    first += size;
  };
  if (order.length > 0) visit(0);
  return { triangles: grouped, starts: Uint32Array.from([...starts, grouped.length]) };
}

/**
 * The winding number of a closed surface as windingNumber gives it, within a few hundredths: groups of triangles that are
 * far from the point count as one dipole each,
 *   w = (1/4 pi) (sum of far groups A . (c - x)/|c - x|^3 + sum of the others' solid angles),
 * A the sum of a group's normals times areas, c its centre by area (Barill et al. 2018, fast winding numbers, order 0).
 * @param positions [V, 3] mm
 * @returns of the point that begins at i of `points`
 */
export function groupedWinding(
  groups: TriangleGroups,
  positions: Float64Array,
): (points: ArrayLike<number>, i: number) => number {
  const { triangles, starts } = groups;
  // Most looks have no point to ask for.
  let dipoles: Dipoles | undefined;
  return (points, i) => {
    dipoles ??= dipolesOf(groups, positions);
    const { centres, normals, radii } = dipoles;
    const [x, y, z] = [points[i], points[i + 1], points[i + 2]];
    let [far, near] = [0, 0];
    for (let g = 0; g < radii.length; g++) {
      const dx = centres[3 * g] - x;
      const dy = centres[3 * g + 1] - y;
      const dz = centres[3 * g + 2] - z;
      const square = dx * dx + dy * dy + dz * dz;
      if (square > (FAR * radii[g]) ** 2)
        far += (normals[3 * g] * dx + normals[3 * g + 1] * dy + normals[3 * g + 2] * dz) / (square * Math.sqrt(square));
      else near += solidAngles(positions, { corners: triangles, start: starts[g], end: starts[g + 1] }, points, i);
    }
    return far / (4 * Math.PI) + near;
  };
}

interface Dipoles {
  /** [G, 3] mm */
  readonly centres: Float64Array;
  /** Normals times areas [G, 3] mm^2 */
  readonly normals: Float64Array;
  /** From the centre to the farthest corner [G] mm */
  readonly radii: Float64Array;
}

function dipolesOf({ triangles, starts }: TriangleGroups, p: ArrayLike<number>): Dipoles {
  const count = starts.length - 1;
  const [centres, normals] = [new Float64Array(3 * count), new Float64Array(3 * count)];
  const radii = new Float64Array(count);
  for (let g = 0; g < count; g++) {
    let [total, nx, ny, nz, cx, cy, cz] = [0, 0, 0, 0, 0, 0, 0];
    for (let t = starts[g]; t < starts[g + 1]; t += 3) {
      const [a, b, c] = [3 * triangles[t], 3 * triangles[t + 1], 3 * triangles[t + 2]];
      const [x, y, z] = triangleNormal(p, triangles[t], triangles[t + 1], triangles[t + 2]);
      const area = Math.sqrt(x * x + y * y + z * z) / 2;
      total += area;
      nx += x / 2;
      ny += y / 2;
      nz += z / 2;
      cx += (area * (p[a] + p[b] + p[c])) / 3;
      cy += (area * (p[a + 1] + p[b + 1] + p[c + 1])) / 3;
      cz += (area * (p[a + 2] + p[b + 2] + p[c + 2])) / 3;
    }
    // A group without area winds around nothing.
    const first = 3 * triangles[starts[g]];
    const centre = total > 0 ? [cx / total, cy / total, cz / total] : [p[first], p[first + 1], p[first + 2]];
    centres.set(centre, 3 * g);
    normals.set([nx, ny, nz], 3 * g);
    let square = 0;
    for (let n = starts[g]; n < starts[g + 1]; n++) {
      const v = 3 * triangles[n];
      const [dx, dy, dz] = [p[v] - centre[0], p[v + 1] - centre[1], p[v + 2] - centre[2]];
      square = Math.max(square, dx * dx + dy * dy + dz * dz);
    }
    radii[g] = Math.sqrt(square);
  }
  return { centres, normals, radii };
}
