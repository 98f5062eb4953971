import { vertexNormals } from '../../../geometry/mesh/mesh.ts';
import type { Random } from '../../../geometry/random.ts';
import { skinTriangles } from '../../../head/head-model.ts';
import type { Triple } from '../../../image/oklab.ts';
import type { ShapedHead } from '../../../render/mesh/head-mesh.ts';
import type { HairRoot } from './comb.ts';

/** Roots spread evenly over triangles of skin whose corners grow hair. @param grows of a vertex */
export function rootsWhere(
  { head, positions }: ShapedHead,
  grows: (vertex: number) => boolean,
  count: number,
  random: Random,
): HairRoot[] {
  const all = skinTriangles(head);
  const { normals } = vertexNormals(positions, all);
  const triangles: Uint32Array[] = [];
  const sums: number[] = [];
  let total = 0;
  for (let t = 0; t < all.length; t += 3) {
    const corners = all.subarray(t, t + 3);
    if (!corners.every(grows)) continue;
    total += areaOf(positions, corners);
    triangles.push(corners);
    sums.push(total);
  }
  return Array.from({ length: count }, () => {
    const target = random.uniform() * total;
    const corners = triangles[firstAbove(sums, target)];
    const root = Math.sqrt(random.uniform());
    const v = random.uniform();
    const weights = [1 - root, root * (1 - v), root * v];
    const mixed = (values: ArrayLike<number>): number[] =>
      [0, 1, 2].map((k) => weights.reduce((sum, w, c) => sum + w * values[3 * corners[c] + k], 0));
    const normal = mixed(normals);
    const length = Math.hypot(...normal) || 1;
    return { place: triple(mixed(positions)), normal: triple(normal.map((x) => x / length)) };
  });
}

function triple([x, y, z]: readonly number[]): Triple {
  return [x, y, z];
}

function firstAbove(sums: readonly number[], target: number): number {
  let [low, high] = [0, sums.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sums[middle] > target) high = middle;
    else low = middle + 1;
  }
  return low;
}

function areaOf(p: ArrayLike<number>, [a, b, c]: Uint32Array): number {
  const edge = (to: number): number[] => [0, 1, 2].map((k) => p[3 * to + k] - p[3 * a + k]);
  const [u, v] = [edge(b), edge(c)];
  return Math.hypot(u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]) / 2;
}
