import { describe, expect, it } from 'vitest';
import { foldedTriangles, foldGuardLoss } from '../../../src/fitting/priors/fold-guard.ts';
import { expectClose } from '../../helpers/close.ts';
import { checkGradient, normals } from '../../helpers/gradient-check.ts';

const triangles = [0, 1, 2, 0, 2, 3, 0, 3, 4, 0, 4, 1];
const template = Float64Array.of(0, 0, 0, 1, 0, 0, 0, 1, 0, -1, 0, 0, 0, -1, 0);

describe('the fold guard', () => {
  it('has the gradient of central differences where a triangle is turned over', () => {
    const x = template.map((v, i) => v + normals(15, 3, 0.2)[i]);
    x[0] = 1.4;
    checkGradient(
      (positions) => foldGuardLoss(triangles, { positions, template }, 3, new Float64Array(15)),
      (positions) => {
        const out = new Float64Array(15);
        foldGuardLoss(triangles, { positions, template }, 3, out);
        return out;
      },
      x,
    );
    expect(foldedTriangles(triangles, x, template)).toBeGreaterThan(0);
  });

  it('is weight (0.2 - a/a0)^2 of triangles that are too small or turned over', () => {
    const scaled = (share: number) => {
      const positions = Float64Array.of(0, 0, 0, share, 0, 0, 0, 1, 0);
      const one = { positions, template: Float64Array.of(0, 0, 0, 1, 0, 0, 0, 1, 0) };
      return foldGuardLoss([0, 1, 2], one, 3, new Float64Array(9));
    };
    expectClose([1, 0.3, 0.1, -1].map(scaled), [0, 0, 0.03, 4.32], { rtol: 1e-12 });
  });

  it('holds a sliver against a tenth of its longest edge squared, with the gradient of central differences', () => {
    const sliver = Float64Array.of(-1, 0, 0, 1, 0, 0, 0, 1e-3, 0);
    const loss = (positions: Float64Array, out = new Float64Array(9)) =>
      foldGuardLoss([0, 1, 2], { positions, template: sliver }, 3, out);
    const turned = Float64Array.of(-1, 0, 0, 1, 0, 0, 0, -0.1, 0);
    // Twice the areas 0.002 and -0.2; e^2 = 4.
    expect(loss(turned)).toBeCloseTo(3 * ((0.2 * 0.002 + 0.2) / 0.4) ** 2, 12);
    expect(loss(sliver)).toBe(0);
    checkGradient(
      (positions) => loss(positions),
      (positions) => {
        const out = new Float64Array(9);
        loss(positions, out);
        return out;
      },
      turned.map((v, i) => v + normals(9, 5, 0.01)[i]),
    );
  });

  it('costs nothing for a rigid translation', () => {
    const positions = template.map((v) => v + 4);
    expect(foldGuardLoss(triangles, { positions, template }, 1, new Float64Array(15))).toBe(0);
    expect(foldedTriangles(triangles, positions, template)).toBe(0);
  });
});
