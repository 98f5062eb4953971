import { describe, it } from 'vitest';
import { shBasis, shBasisBackward } from '../../src/geometry/spherical-harmonics.ts';
import { checkGradient, dot, normals } from '../helpers/gradient-check.ts';

describe('spherical harmonics', () => {
  it('have the gradient of central differences', () => {
    const weights = normals(9, 2);
    checkGradient(
      (n) => dot(weights, shBasis(n[0], n[1], n[2], new Float64Array(9))),
      (n) => shBasisBackward(n[0], n[1], n[2], weights, new Float64Array(3)),
      Float64Array.of(0.6, -0.48, 0.64),
    );
  });
});
