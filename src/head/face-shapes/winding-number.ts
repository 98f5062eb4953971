import type { TriangleMesh } from '../../geometry/mesh/triangle-mesh.ts';

/**
 * How often a closed surface winds around a point: 1 inside, 0 outside, the solid angles of its triangles over 4 pi,
 *   tan(O/2) = det(a, b, c)/(|a||b||c| + (a.b)|c| + (b.c)|a| + (c.a)|b|)  (van Oosterom and Strackee 1983),
 * a, b, c from the point to the corners. Small holes far away take little from it.
 * @param i where the point begins in `points`
 */
export function windingNumber(
  { positions: p, triangles }: Pick<TriangleMesh, 'positions' | 'triangles'>,
  points: ArrayLike<number>,
  i: number,
): number {
  return solidAngles(p, { corners: triangles, start: 0, end: triangles.length }, points, i);
}

/** Some of a surface's triangles: those whose corners begin at `start` and before `end`. */
export interface TriangleRun {
  /** [T, 3] */
  readonly corners: Uint32Array;
  readonly start: number;
  readonly end: number;
}

/** What some triangles add to {@link windingNumber}. @param p [V, 3] @param i where the point begins in `points` */
export function solidAngles(
  p: ArrayLike<number>,
  { corners, start, end }: TriangleRun,
  points: ArrayLike<number>,
  i: number,
): number {
  const [x, y, z] = [points[i], points[i + 1], points[i + 2]];
  let sum = 0;
  for (let t = start; t < end; t += 3) {
    const [a, b, c] = [3 * corners[t], 3 * corners[t + 1], 3 * corners[t + 2]];
    const [ax, ay, az] = [p[a] - x, p[a + 1] - y, p[a + 2] - z];
    const [bx, by, bz] = [p[b] - x, p[b + 1] - y, p[b + 2] - z];
    const [cx, cy, cz] = [p[c] - x, p[c + 1] - y, p[c + 2] - z];
    const la = Math.sqrt(ax * ax + ay * ay + az * az);
    const lb = Math.sqrt(bx * bx + by * by + bz * bz);
    const lc = Math.sqrt(cx * cx + cy * cy + cz * cz);
    const det = ax * (by * cz - bz * cy) + ay * (bz * cx - bx * cz) + az * (bx * cy - by * cx);
    const below =
      la * lb * lc +
      (ax * bx + ay * by + az * bz) * lc +
      (bx * cx + by * cy + bz * cz) * la +
      (cx * ax + cy * ay + cz * az) * lb;
    sum += Math.atan2(det, below);
  }
  return sum / (2 * Math.PI);
}
