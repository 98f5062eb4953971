import { describe, expect, it } from 'vitest';
import { rotationFromAxisAngle } from '../../src/geometry/rotation.ts';
import { applySimilarity } from '../../src/geometry/similarity.ts';
import { plainKernels } from '../../src/kernels/runtime/plain-kernels.ts';
import { alignToSurface, distancesTo } from '../../src/surface/align-to-surface.ts';
import { createTargetSurface } from '../../src/surface/target-surface.ts';
import { expectClose } from '../helpers/close.ts';

const SIDE = 21;

/** An uneven sheet, about 100 mm wide: bumps of no symmetry. */
const positions = Float64Array.from({ length: 3 * SIDE * SIDE }, (_, i) => {
  const [x, y] = [5 * ((Math.floor(i / 3) % SIDE) - 10), 5 * (Math.floor(i / 3 / SIDE) - 10)];
  return [x, y, 12 * Math.sin(x / 13) + 9 * Math.cos(y / 17 + x / 40)][i % 3];
});
const triangles = Uint32Array.from(
  Array.from({ length: (SIDE - 1) ** 2 }, (_, q) => {
    const v = Math.floor(q / (SIDE - 1)) * SIDE + (q % (SIDE - 1));
    return [v, v + 1, v + SIDE, v + SIDE, v + 1, v + SIDE + 1];
  }).flat(),
);
const surface = createTargetSurface(positions, triangles);
const kernels = plainKernels();
/** Points of the sheet away from its rim. */
const inner = Float64Array.from(
  Array.from({ length: SIDE * SIDE }, (_, v) => v)
    .filter((v) => Math.abs((v % SIDE) - 10) < 8 && Math.abs(Math.floor(v / SIDE) - 10) < 8)
    .flatMap((v) => Array.from(positions.subarray(3 * v, 3 * v + 3))),
);
const still = { scale: 1, rotation: rotationFromAxisAngle(0, 0, 0), translation: new Float64Array(3) };

describe('a mesh brought onto points', () => {
  it('ends where the points were taken from, turned, shifted and grown', () => {
    const truth = {
      scale: 1.04,
      rotation: rotationFromAxisAngle(0.05, -0.04, 0.06),
      translation: Float64Array.of(2, -1, 1.5),
    };
    const points = applySimilarity(truth, inner);
    const { similarity, distances } = alignToSurface(kernels, surface, points, { start: still, mode: 'similarity' });
    expect(Math.max(...distances)).toBeLessThan(1e-3);
    expect(similarity.scale).toBeCloseTo(truth.scale, 4);
    expectClose(similarity.rotation, truth.rotation, { atol: 1e-4 });
    expectClose(similarity.translation, truth.translation, { atol: 1e-2 });
  });

  it('keeps its size where it is rigid', () => {
    const points = inner.map((x) => 1.05 * x);
    const { similarity, distances } = alignToSurface(kernels, surface, points, { start: still, mode: 'rigid' });
    expect(similarity.scale).toBe(1);
    expect(Math.max(...distances)).toBeGreaterThan(0.1);
  });

  it('ends no farther from the points than it started', () => {
    const points = inner.map((x, i) => x + 2 * Math.sin(17 * i));
    const square = (values: Float64Array) => values.reduce((sum, x) => sum + x * x, 0);
    const before = square(distancesTo(kernels, surface, points, still).distances);
    for (const mode of ['rigid', 'similarity'] as const)
      expect(square(alignToSurface(kernels, surface, points, { start: still, mode }).distances)).toBeLessThanOrEqual(
        before,
      );
  });

  it('has distances of 0 on it, and those of a shift along its normal off it', () => {
    expect(Math.max(...distancesTo(kernels, surface, inner, still).distances)).toBeLessThan(1e-5);
    const flat = createTargetSurface(
      Float64Array.of(-9, -9, 0, 9, -9, 0, 9, 9, 0, -9, 9, 0),
      Uint32Array.of(0, 1, 2, 0, 2, 3),
    );
    const lifted = distancesTo(kernels, flat, Float64Array.of(1, 2, 3, -4, 0, -0.5), still);
    expectClose(lifted.distances, [3, 0.5], { atol: 1e-6 });
    expectClose(lifted.nearest, [1, 2, 0, -4, 0, 0], { atol: 1e-6 });
    expectClose(lifted.normals, [0, 0, 1, 0, 0, -1], { atol: 1e-6 });
  });
});
