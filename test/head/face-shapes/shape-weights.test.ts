import { describe, expect, it } from 'vitest';
import { shapeWeightSolver } from '../../../src/head/face-shapes/shape-weights.ts';
import { normals } from '../../helpers/gradient-check.ts';

const vertexCount = 40;
const names = ['a', 'b', 'c', 'd'];
const deltas = Float32Array.from(normals(names.length * 3 * vertexCount, 3));
const stride = 3 * vertexCount;

function mixed(weights: readonly number[]): Float64Array {
  return Float64Array.from({ length: stride }, (_, i) =>
    weights.reduce((sum, w, k) => sum + w * deltas[k * stride + i], 0),
  );
}

describe('strengths of shapes', () => {
  const solve = shapeWeightSolver({ names, deltas }, new Set(), vertexCount);

  it('are found again, but for the ridge', () => {
    const { weights, rmsMm } = solve(mixed([0.3, 0, 1, 0.6]));
    [0.3, 0, 1, 0.6].forEach((w, k) => {
      expect(weights[k]).toBeCloseTo(w, 1);
    });
    expect(rmsMm).toBeLessThan(0.05);
  });

  it('stay within 0 and 1 and say what they leave', () => {
    const { weights, rmsMm } = solve(mixed([-0.5, 2, 0, 0]));
    expect(weights[0]).toBe(0);
    expect(weights[1]).toBe(1);
    const left = mixed([-0.5, 2, 0, 0]).map((x, i) => x - mixed([...weights])[i]);
    expect(rmsMm).toBeCloseTo(Math.sqrt(left.reduce((sum, x) => sum + x * x, 0) / vertexCount), 9);
  });

  it('are 0 where they are held', () => {
    const held = shapeWeightSolver({ names, deltas }, new Set(['c']), vertexCount);
    expect(held(mixed([0, 0, 1, 0])).weights[2]).toBe(0);
  });
});
