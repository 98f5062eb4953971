import { describe, expect, it } from 'vitest';
import { vertexNeighbours } from '../../../src/geometry/mesh/mesh.ts';
import { findSlits } from '../../../src/head/anatomy/slits.ts';
import { loadBundledHead } from '../../../src/head/bundled/bundled-head.ts';
import { evenCreases } from '../../../src/head/face-shapes/even-creases.ts';
import { mirrorHalves } from '../../../src/head/face-shapes/mirror-halves.ts';

const head = loadBundledHead();
const halves = mirrorHalves(head, head.faceShapes);
const { names, deltas } = evenCreases(head, halves);
const stride = 3 * head.vertexCount;

/** How much both brows' halves shorten the skin across the midline between them, at most, in shares of its width. */
function compression(of: ArrayLike<number>): number {
  const [skin] = head.parts;
  const neighbours = vertexNeighbours(skin.vertexCount, head.quads.subarray(0, 4 * skin.quadCount), 4);
  const x = (v: number): number => head.template[3 * v];
  const moved = (v: number): number =>
    ['browDownLeft', 'browDownRight'].reduce((sum, name) => sum + of[names.indexOf(name) * stride + 3 * v], 0);
  let most = 0;
  neighbours.forEach((around, v) => {
    const between = Math.abs(x(v)) < 0.5 && head.template[3 * v + 1] > 4 && head.template[3 * v + 1] < 30;
    if (!between || head.template[3 * v + 2] < 20) return;
    for (const n of around) if (Math.abs(x(n) - x(v)) > 2) most = Math.max(most, (moved(v) - moved(n)) / (x(n) - x(v)));
  });
  return most;
}

describe('brows that are drawn down', () => {
  it('shorten the skin between them evenly: a crease on the midline is none', () => {
    expect(compression(halves.deltas)).toBeGreaterThan(0.5);
    expect(compression(deltas)).toBeLessThan(0.35);
  });

  it('move what lies away from the midline, and other shapes, as before', () => {
    const k = names.indexOf('browDownLeft');
    for (let v = 0; v < head.vertexCount; v++) {
      if (Math.abs(head.template[3 * v]) < 35) continue;
      for (let i = k * stride + 3 * v; i < k * stride + 3 * v + 3; i++)
        expect(Math.abs(deltas[i] - halves.deltas[i])).toBeLessThan(0.02);
    }
    const other = names.indexOf('browInnerUp') * stride;
    expect(deltas.subarray(other, other + stride)).toEqual(halves.deltas.subarray(other, other + stride));
  });
});

/** What a half of a shape leaves of the skin's edges within 14 mm outside the left eye's outer corner, along them, the shortest of all. */
function leastLeft(of: ArrayLike<number>, name: string): number {
  const [skin] = head.parts;
  const neighbours = vertexNeighbours(skin.vertexCount, head.quads.subarray(0, 4 * skin.quadCount), 4);
  const first = names.indexOf(name) * stride;
  const corner = findSlits(head).left.lower.at(-1) as number;
  const from = (a: number, b: number): number[] =>
    [0, 1, 2].map((k) => head.template[3 * b + k] - head.template[3 * a + k]);
  const near = (v: number): boolean => {
    const [x, y, z] = from(corner, v);
    return x > 1 && Math.hypot(x, y, z) < 14 && head.regions.sockets[v] !== 1;
  };
  let least = 1;
  neighbours.forEach((around, v) => {
    if (!near(v)) return;
    for (const n of around) {
      if (!near(n)) continue;
      const edge = from(v, n);
      const change = edge.reduce((sum, e, k) => sum + e * (of[first + 3 * n + k] - of[first + 3 * v + k]), 0);
      least = Math.min(least, 1 + change / edge.reduce((sum, e) => sum + e * e, 0));
    }
  });
  return least;
}

describe('cheeks that squint', () => {
  it('shorten the skin beyond the eye evenly, where a notch was', () => {
    expect(leastLeft(halves.deltas, 'cheekSquintLeft')).toBeLessThan(0.2);
    expect(leastLeft(deltas, 'cheekSquintLeft')).toBeGreaterThan(0.4);
  });

  it('raise the cheek as before', () => {
    const k = names.indexOf('cheekSquintLeft');
    const rise = (of: ArrayLike<number>): number =>
      Math.max(...Array.from({ length: head.parts[0].vertexCount }, (_, v) => of[k * stride + 3 * v + 1]));
    expect(rise(deltas)).toBeGreaterThan(0.95 * rise(halves.deltas));
  });
});
