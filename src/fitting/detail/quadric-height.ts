import { Matrix, solve } from 'ml-matrix';

/** h(a, b) of a smooth surface above a point of a tangent plane, mm. */
export type QuadricHeight = (a: number, b: number) => number;

/** A point this far away counts half, mm. */
const REACH_MM = 5;
/** A quadric bends no farther than this from the plane: what is farther is another part of the skin. */
const MOST_MM = 1.5;

/**
 * The surface h = p a^2 + q a b + r b^2 nearest to points around the vertex in its tangent plane:
 *   min sum_i w_i (h(a_i, b_i) - h_i)^2,  w_i = 1/(1 + (a_i^2 + b_i^2)/(5 mm)^2).
 * @param around [N] (a, b, h) mm
 */
export function quadricHeight(around: readonly (readonly [number, number, number])[]): QuadricHeight {
  const normal = Matrix.zeros(3, 3);
  const right = Matrix.zeros(3, 1);
  for (const [a, b, h] of around) {
    const row = [a * a, a * b, b * b];
    const weight = 1 / (1 + (a * a + b * b) / REACH_MM ** 2);
    for (let i = 0; i < 3; i++) {
      for (let j = 0; j < 3; j++) normal.set(i, j, normal.get(i, j) + weight * row[i] * row[j]);
      right.set(i, 0, right.get(i, 0) + weight * row[i] * h);
    }
  }
  for (let i = 0; i < 3; i++) normal.set(i, i, normal.get(i, i) + 1e-6);
  const [p, q, r] = solve(normal, right).to1DArray();
  return (a, b) => Math.max(-MOST_MM, Math.min(MOST_MM, p * a * a + q * a * b + r * b * b));
}
