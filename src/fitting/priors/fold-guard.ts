import type { RealArray } from '../../kernels/kernel.ts';
import type { MovedSkin } from './moved-skin.ts';

/** Of the square of a triangle's longest edge: one of less area is a sliver. */
const SLIVER = 0.1;

/**
 * Fold guard: a triangle must keep at least a fifth of its template area, measured along the template's normal, so that
 * turned-over triangles count as negative: with a, a' twice these areas and e the template's longest edge,
 *   L = weight sum max(0, (0.2 a - a')/s)^2,  s = max(a, e^2/10)
 * A sliver turns over where a corner moves by a hundredth of a millimetre, by many times its area: held against that, one of
 * the plane that closes the neck was a wall of 40,000 times all landmarks.
 * @param gradOut [V, 3] accumulated into
 */
export function foldGuardLoss(
  triangles: ArrayLike<number>,
  { positions, template }: MovedSkin,
  weight: number,
  gradOut: RealArray,
): number {
  let loss = 0;
  for (let t = 0; t < triangles.length; t += 3) {
    const a = 3 * triangles[t];
    const b = 3 * triangles[t + 1];
    const c = 3 * triangles[t + 2];
    const n = areaVector(template, a, b, c);
    const area = Math.hypot(n[0], n[1], n[2]);
    if (area === 0) continue;
    const m = areaVector(positions, a, b, c);
    const missing = 0.2 * area - (m[0] * n[0] + m[1] * n[1] + m[2] * n[2]) / area;
    if (missing <= 0) continue;
    const scale = Math.max(area, SLIVER * longestEdge2(template, a, b, c));
    const gap = missing / scale;
    loss += weight * gap * gap;
    const s = (-2 * weight * gap) / (scale * area);
    const h = [s * n[0], s * n[1], s * n[2]];
    // d(h . (b-a) x (c-a)): a gets (b-c) x h, b gets (c-a) x h, c gets (a-b) x h.
    for (const [i, p, q] of [
      [a, b, c],
      [b, c, a],
      [c, a, b],
    ]) {
      const x = positions[p] - positions[q];
      const y = positions[p + 1] - positions[q + 1];
      const z = positions[p + 2] - positions[q + 2];
      gradOut[i] += y * h[2] - z * h[1];
      gradOut[i + 1] += z * h[0] - x * h[2];
      gradOut[i + 2] += x * h[1] - y * h[0];
    }
  }
  return loss;
}

/** (b - a) x (c - a) of a triangle, twice its area along its normal. @param a first numbers of its corners' rows */
export function areaVector(p: ArrayLike<number>, a: number, b: number, c: number): [number, number, number] {
  const ux = p[b] - p[a];
  const uy = p[b + 1] - p[a + 1];
  const uz = p[b + 2] - p[a + 2];
  const vx = p[c] - p[a];
  const vy = p[c + 1] - p[a + 1];
  const vz = p[c + 2] - p[a + 2];
  return [uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx];
}

/** Square of a triangle's longest edge. @param a first numbers of its corners' rows */
function longestEdge2(p: ArrayLike<number>, a: number, b: number, c: number): number {
  const square = (i: number, j: number): number =>
    (p[i] - p[j]) ** 2 + (p[i + 1] - p[j + 1]) ** 2 + (p[i + 2] - p[j + 2]) ** 2;
  return Math.max(square(a, b), square(b, c), square(c, a));
}

/** Triangles that are turned over against the template, indices. */
export function turnedOver(
  triangles: ArrayLike<number>,
  positions: ArrayLike<number>,
  template: ArrayLike<number>,
): number[] {
  const folded: number[] = [];
  for (let t = 0; t < triangles.length; t += 3) {
    const [a, b, c] = [3 * triangles[t], 3 * triangles[t + 1], 3 * triangles[t + 2]];
    const n = areaVector(template, a, b, c);
    const m = areaVector(positions, a, b, c);
    if (m[0] * n[0] + m[1] * n[1] + m[2] * n[2] < 0) folded.push(t / 3);
  }
  return folded;
}

/** How many triangles are turned over against the template. */
export function foldedTriangles(
  triangles: ArrayLike<number>,
  positions: ArrayLike<number>,
  template: ArrayLike<number>,
): number {
  return turnedOver(triangles, positions, template).length;
}
