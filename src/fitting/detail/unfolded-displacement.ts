import { areaVector } from '../priors/fold-guard.ts';

/** A skin before it is displaced along its normals. */
export interface SmoothSkin {
  /** [V, 3] mm */
  readonly positions: Float64Array;
  /** [V, 3] of unit length */
  readonly normals: Float64Array;
  /** [T, 3] */
  readonly triangles: Uint32Array;
}

/** A triangle keeps so much of its area, measured along the normal that it had: less is on the way to turn over. */
const LEAST_AREA = 0.3;
/** Halvings, after which nothing is left that could fold. */
const HALVINGS = 20;

/**
 * Displacements [V] mm that turn no triangle over: where one would be left with less than a third of its area, in its own direction,
 * its corners are displaced by half as much, until none is.
 */
export function unfoldedDisplacement(
  { positions, normals, triangles }: SmoothSkin,
  displacement: Float64Array,
): Float64Array {
  const out = displacement.slice();
  for (let step = 0; step < HALVINGS; step++) {
    const moved = positions.map((x, i) => x + out[Math.floor(i / 3)] * normals[i]);
    const folding = new Set<number>();
    for (let t = 0; t < triangles.length; t += 3) {
      const [a, b, c] = triangles.subarray(t, t + 3);
      const own = areaVector(positions, 3 * a, 3 * b, 3 * c);
      const now = areaVector(moved, 3 * a, 3 * b, 3 * c);
      const square = own[0] ** 2 + own[1] ** 2 + own[2] ** 2;
      if (own[0] * now[0] + own[1] * now[1] + own[2] * now[2] < LEAST_AREA * square)
        for (const v of [a, b, c]) folding.add(v);
    }
    if (folding.size === 0) break;
    for (const v of folding) out[v] = step + 1 < HALVINGS ? out[v] / 2 : 0;
  }
  return out;
}
