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
  const at = (v: number, moved: boolean): [number, number, number] => {
    const d = moved ? out[v] : 0;
    return [
      positions[3 * v] + d * normals[3 * v],
      positions[3 * v + 1] + d * normals[3 * v + 1],
      positions[3 * v + 2] + d * normals[3 * v + 2],
    ];
  };
  for (let step = 0; step < HALVINGS; step++) {
    const folding = new Set<number>();
    for (let t = 0; t < triangles.length; t += 3) {
      const corners = Array.from(triangles.subarray(t, t + 3));
      if (corners.every((v) => out[v] === 0)) continue;
      const own = areaVector(corners.map((v) => at(v, false)));
      const now = areaVector(corners.map((v) => at(v, true)));
      const square = own[0] ** 2 + own[1] ** 2 + own[2] ** 2;
      if (own[0] * now[0] + own[1] * now[1] + own[2] * now[2] < LEAST_AREA * square)
        for (const v of corners) folding.add(v);
    }
    if (folding.size === 0) break;
    for (const v of folding) out[v] = step + 1 < HALVINGS ? out[v] / 2 : 0;
  }
  return out;
}

/** (b - a) x (c - a) */
function areaVector([a, b, c]: readonly (readonly [number, number, number])[]): [number, number, number] {
  const u = [b[0] - a[0], b[1] - a[1], b[2] - a[2]];
  const v = [c[0] - a[0], c[1] - a[1], c[2] - a[2]];
  return [u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]];
}
