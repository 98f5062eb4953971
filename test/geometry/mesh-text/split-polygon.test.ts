import { describe, expect, it } from 'vitest';
import { splitPolygon } from '../../../src/geometry/mesh-text/split-polygon.ts';

function areaOf(positions: readonly number[], triangles: readonly number[]): number {
  let area = 0;
  for (let t = 0; t < triangles.length; t += 3) {
    const [a, b, c] = triangles.slice(t, t + 3).map((v) => positions.slice(3 * v, 3 * v + 2));
    // Signed: triangles outside a polygon, or turned, take away.
    area += Math.abs((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])) / 2;
  }
  return area;
}

/** Directed edges; each inner one must be met by its reverse. */
function edges(triangles: readonly number[]): string[] {
  return Array.from(
    { length: triangles.length },
    (_, i) => `${triangles[i]}>${triangles[i % 3 === 2 ? i - 2 : i + 1]}`,
  );
}

describe('a polygon', () => {
  it('that is concave is filled without more', () => {
    // A comb of two teeth: area 4 x 3 less two gaps of 1 x 2.
    const comb = [0, 0, 4, 0, 4, 3, 3, 3, 3, 1, 1, 1, 1, 3, 0, 3];
    const positions = comb.flatMap((x, i) => (i % 2 === 1 ? [x, 0] : [x]));
    const corners = Array.from({ length: 8 }, (_, i) => i);
    for (let turn = 0; turn < 8; turn++) {
      const turned = corners.map((i) => (i + turn) % 8);
      expect(areaOf(positions, splitPolygon(positions, turned)), `from ${turn}`).toBeCloseTo(4 * 3 - 2 * 2, 12);
    }
  });

  it('keeps its boundary and its winding', () => {
    const positions = Array.from({ length: 9 }, (_, i) => [
      Math.cos(i * 0.7),
      Math.sin(i * 0.7),
      Math.sin(3 * i) / 5,
    ]).flat();
    const corners = [3, 4, 5, 6, 7, 8, 0, 1, 2];
    const triangles = splitPolygon(positions, corners);
    expect(triangles).toHaveLength(3 * 7);
    const all = edges(triangles);
    const rim = all.filter((edge) => !all.includes(edge.split('>').reverse().join('>')));
    expect(rim.sort()).toEqual(corners.map((v, i) => `${v}>${corners[(i + 1) % 9]}`).sort());
  });

  it('that is bent follows its bend', () => {
    // Two squares at an angle along the edge from corner 1 to corner 4.
    const roof = [0, 0, 0, 1, 0, 1, 2, 0, 0, 2, 1, 0, 1, 1, 1, 0, 1, 0];
    expect(edges(splitPolygon(roof, [0, 1, 2, 3, 4, 5]))).toContain('1>4');
  });
});
