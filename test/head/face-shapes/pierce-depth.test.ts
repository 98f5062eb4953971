import { describe, expect, it } from 'vitest';
import { pierceDepth } from '../../../src/head/face-shapes/pierce-depth.ts';
import { windingNumber } from '../../../src/head/face-shapes/winding-number.ts';
import { plainKernels } from '../../../src/kernels/runtime/plain-kernels.ts';
import { createTargetSurface } from '../../../src/surface/target-surface.ts';

/** The cube from -1 to 1, outward. */
const positions = Float64Array.from(
  [0, 1, 2, 3, 4, 5, 6, 7].flatMap((i) => [i & 1 ? 1 : -1, i & 2 ? 1 : -1, i & 4 ? 1 : -1]),
);
const quads = [
  [0, 2, 3, 1],
  [4, 5, 7, 6],
  [0, 1, 5, 4],
  [2, 6, 7, 3],
  [0, 4, 6, 2],
  [1, 3, 7, 5],
];
const triangles = Uint32Array.from(quads.flatMap(([a, b, c, d]) => [a, b, c, a, c, d]));
const cube = { positions, triangles };
const winding = (points: ArrayLike<number>, i: number): number => windingNumber(cube, points, i);
const kernels = plainKernels();

describe('the winding number', () => {
  it('is 1 inside, 0 outside', () => {
    expect(windingNumber(cube, [0.3, -0.2, 0.9], 0)).toBeCloseTo(1, 12);
    expect(windingNumber(cube, [0, 0, 0, 1.2, 0.3, 0], 3)).toBeCloseTo(0, 12);
  });

  it('turns with the triangles', () => {
    expect(windingNumber({ positions, triangles: triangles.slice().reverse() }, [0, 0, 0], 0)).toBeCloseTo(-1, 12);
  });
});

describe('how deep points lie in flesh', () => {
  const surface = createTargetSurface(positions, triangles);

  it('is the distance to the nearest place, with the way there; 0 outside', () => {
    const { depths, ways } = pierceDepth(kernels, { surface, winding }, [0.9, 0, 0, 1.5, 0, 0, 0, -0.6, 0.1]);
    expect(Array.from(depths, (d) => Number(d.toFixed(9)))).toEqual([0.1, 0, 0.4]);
    expect(ways[0]).toBeCloseTo(-0.1, 12);
    expect(ways[7]).toBeCloseTo(0.4, 12);
  });

  it('leaves out what is hardly in it', () => {
    expect(pierceDepth(kernels, { surface, winding }, [0.9, 0, 0], 0.2).depths[0]).toBe(0);
  });

  it('is told apart from the far side of an open surface by the skin', () => {
    // The lid alone: a point far below it is behind its normals, but outside the cube.
    const lid = createTargetSurface(positions, triangles.slice(6, 12));
    const below = pierceDepth(kernels, { surface: lid, winding }, [0, 0, -3, 0, 0, 0.5]);
    expect([...below.depths]).toEqual([0, 0.5]);
  });
});
