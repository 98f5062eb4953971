import { createLeastSquares } from '../../geometry/least-squares.ts';

const COLUMNS = 7;

/**
 * A displacement without what a shift, a turn or a size would do to the mesh, linearised and measured over some of its
 * vertices: a fit finds those by itself, and what does not grow with the skin (eyes, teeth) would break through.
 *   d' = d - (t + w x (x - c) + s (x - c)),  t, w, s = argmin sum over members |d'|^2
 * @param positions [V, 3] @param displacement [V, 3]
 */
export function withoutSimilarity(
  positions: ArrayLike<number>,
  displacement: Float32Array,
  members: Uint32Array,
): Float32Array {
  const centre = [0, 1, 2].map((k) => {
    let sum = 0;
    for (const v of members) sum += positions[3 * v + k];
    return sum / members.length;
  });
  const rows = (v: number): number[][] => {
    const [x, y, z] = centre.map((c, k) => positions[3 * v + k] - c);
    return [
      [1, 0, 0, 0, z, -y, x],
      [0, 1, 0, -z, 0, x, y],
      [0, 0, 1, y, -x, 0, z],
    ];
  };
  const system = createLeastSquares(COLUMNS);
  for (const v of members)
    rows(v).forEach((row, k) => {
      system.add(row, displacement[3 * v + k], 1);
    });
  const motion = system.solve();
  if (motion === null) throw new Error('the members must span a space');
  const out = displacement.slice();
  for (let v = 0; v < out.length / 3; v++)
    rows(v).forEach((row, k) => {
      out[3 * v + k] -= row.reduce((sum, x, i) => sum + x * motion[i], 0);
    });
  return out;
}
