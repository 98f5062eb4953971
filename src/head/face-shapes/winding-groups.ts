import { triangleNormal } from '../../geometry/mesh/mesh.ts';
import type { TriangleTree } from '../../geometry/mesh/triangle-tree.ts';
import { windingNumber } from './winding-number.ts';

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
      else near += windingNumber({ positions, triangles: groupOf(groups, g) }, points, i);
    }
    return far / (4 * Math.PI) + near;
  };
}

/** [<= GROUP, 3], a view. */
function groupOf({ triangles, starts }: TriangleGroups, g: number): Uint32Array {
  return triangles.subarray(starts[g], starts[g + 1]);
}

interface Dipoles {
  /** [G, 3] mm */
  readonly centres: Float64Array;
  /** Normals times areas [G, 3] mm^2 */
  readonly normals: Float64Array;
  /** From the centre to the farthest corner [G] mm */
  readonly radii: Float64Array;
}

function dipolesOf(groups: TriangleGroups, p: ArrayLike<number>): Dipoles {
  const count = groups.starts.length - 1;
  const [centres, normals] = [new Float64Array(3 * count), new Float64Array(3 * count)];
  const radii = new Float64Array(count);
  for (let g = 0; g < count; g++) {
    const group = groupOf(groups, g);
    let total = 0;
    for (let t = 0; t < group.length; t += 3) {
      const [a, b, c] = [3 * group[t], 3 * group[t + 1], 3 * group[t + 2]];
      const [nx, ny, nz] = triangleNormal(p, group[t], group[t + 1], group[t + 2]);
      const area = Math.sqrt(nx * nx + ny * ny + nz * nz) / 2;
      total += area;
      normals[3 * g] += nx / 2;
      normals[3 * g + 1] += ny / 2;
      normals[3 * g + 2] += nz / 2;
      for (let k = 0; k < 3; k++) centres[3 * g + k] += (area * (p[a + k] + p[b + k] + p[c + k])) / 3;
    }
    // A group without area winds around nothing.
    for (let k = 0; k < 3; k++) centres[3 * g + k] = total > 0 ? centres[3 * g + k] / total : p[3 * group[0] + k];
    let square = 0;
    for (const v of group) {
      const dx = p[3 * v] - centres[3 * g];
      const dy = p[3 * v + 1] - centres[3 * g + 1];
      const dz = p[3 * v + 2] - centres[3 * g + 2];
      square = Math.max(square, dx * dx + dy * dy + dz * dz);
    }
    radii[g] = Math.sqrt(square);
  }
  return { centres, normals, radii };
}
