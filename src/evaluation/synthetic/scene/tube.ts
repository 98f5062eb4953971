import { cross, unit } from '../../../geometry/vector3.ts';

/** Points around a rod. */
const AROUND = 8;

/**
 * A rod along a line: around its point k lie x_k + r (cos a n_k + sin a s_k), n_k across its direction and nearest to z, s_k across both.
 * @param line points [>= 2][3], mm @param radiusMm r @param end whether the last point is joined to the first
 * @returns positions [V, 3] mm, triangles [T, 3]
 */
export function tube(
  line: readonly (readonly number[])[],
  radiusMm: number,
  end: 'open' | 'joined',
): { readonly positions: Float64Array; readonly triangles: Uint32Array } {
  const count = line.length;
  const positions = new Float64Array(3 * AROUND * count);
  line.forEach((point, k) => {
    const after = line[end === 'joined' ? (k + 1) % count : Math.min(k + 1, count - 1)];
    const before = line[end === 'joined' ? (k + count - 1) % count : Math.max(k - 1, 0)];
    const along = unit(after.map((x, i) => x - before[i]));
    // Beside a rod that runs straight ahead y stands for z.
    const side = unit(cross(along, Math.abs(along[2]) > 0.9 ? [0, 1, 0] : [0, 0, 1]));
    const normal = cross(side, along);
    for (let a = 0; a < AROUND; a++) {
      const [c, s] = [Math.cos((2 * Math.PI * a) / AROUND), Math.sin((2 * Math.PI * a) / AROUND)];
      for (let i = 0; i < 3; i++)
        positions[3 * (AROUND * k + a) + i] = point[i] + radiusMm * (c * normal[i] + s * side[i]);
    }
  });
  const triangles: number[] = [];
  for (let k = 0; k < (end === 'joined' ? count : count - 1); k++)
    for (let a = 0; a < AROUND; a++) {
      const [here, there] = [AROUND * k, AROUND * ((k + 1) % count)];
      const b = (a + 1) % AROUND;
      triangles.push(here + a, there + a, here + b, here + b, there + a, there + b);
    }
  return { positions, triangles: Uint32Array.from(triangles) };
}
