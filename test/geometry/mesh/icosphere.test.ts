import { describe, expect, it } from 'vitest';
import { icosphere } from '../../../src/geometry/mesh/icosphere.ts';
import { triangleNormal } from '../../../src/geometry/mesh/mesh.ts';

describe.each([0, 1, 3])('an icosphere of level %i', (level) => {
  const { directions, triangles } = icosphere(level);

  it('has the counts and unit length that its docstring gives', () => {
    expect(directions.length).toBe(3 * (10 * 4 ** level + 2));
    expect(triangles.length).toBe(3 * 20 * 4 ** level);
    for (let i = 0; i < directions.length; i += 3)
      expect(Math.hypot(directions[i], directions[i + 1], directions[i + 2])).toBeCloseTo(1, 12);
  });

  it('looks outwards and is closed', () => {
    const edges = new Map<string, number>();
    for (let t = 0; t < triangles.length; t += 3) {
      const [a, b, c] = triangles.subarray(t, t + 3);
      const normal = triangleNormal(directions, a, b, c);
      expect(normal.reduce((sum, x, k) => sum + x * directions[3 * a + k], 0)).toBeGreaterThan(0);
      for (const [i, j] of [
        [a, b],
        [b, c],
        [c, a],
      ])
        edges.set(`${i} ${j}`, (edges.get(`${i} ${j}`) ?? 0) + 1);
    }
    for (const [edge, count] of edges) {
      expect(count).toBe(1);
      expect(edges.has(edge.split(' ').reverse().join(' '))).toBe(true);
    }
  });

  it('has the mirror image of each direction', () => {
    const key = (x: number, y: number, z: number): string => [x, y, z].map((v) => Math.round(1e6 * v) + 0).join();
    const all = new Set<string>();
    for (let i = 0; i < directions.length; i += 3) all.add(key(directions[i], directions[i + 1], directions[i + 2]));
    for (let i = 0; i < directions.length; i += 3)
      expect(all.has(key(-directions[i], directions[i + 1], directions[i + 2]))).toBe(true);
  });
});
