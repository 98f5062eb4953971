import { describe, expect, it } from 'vitest';
import { displacementPrior } from '../../../src/fitting/priors/displacement-prior.ts';
import { expectClose } from '../../helpers/close.ts';
import { checkGradient, normals } from '../../helpers/gradient-check.ts';

const neighbours = [[1, 2], [0, 2, 3], [0, 1], [1], []].map((ring) => Uint32Array.from(ring));
const prior = { sigmaMm: 0.6, smoothMm: 0.1 };
const costOf = (x: ArrayLike<number>): number =>
  displacementPrior(prior, Float64Array.from(x), neighbours, new Float64Array(5));

describe('the prior of displacements', () => {
  it('has the gradient that central differences see', () => {
    checkGradient(
      costOf,
      (x) => {
        const out = new Float64Array(5);
        displacementPrior(prior, x, neighbours, out);
        return out;
      },
      normals(5, 1, 0.3),
    );
  });

  it('is Gaussian in displacements, and in their difference from their neighbours', () => {
    expectClose([costOf([0, 0, 0, 0, 0.3])], [0.3 ** 2 / (2 * 0.6 ** 2)], { rtol: 1e-12 });
    const differences = 0.3 ** 2 + 0.1 ** 2;
    expectClose([costOf([0, 0, 0, 0.3, 0])], [0.3 ** 2 / (2 * 0.6 ** 2) + differences / (2 * 0.1 ** 2)], {
      rtol: 1e-12,
    });
  });

  it('costs less the smoother they are', () => {
    expect(costOf([0.1, 0.1, 0.1, 0.1, 0.1])).toBeLessThan(costOf([0.1, -0.1, 0.1, -0.1, 0.1]));
  });
});
