import { describe, expect, it } from 'vitest';
import {
  addPriorEquations,
  addPriorGradient,
  type PriorRow,
  priorLoss,
} from '../../../src/fitting/priors/prior-rows.ts';
import { translationPriorRows } from '../../../src/fitting/priors/translation-prior.ts';
import { createNormalEquations } from '../../../src/fitting/solvers/normal-equations.ts';
import { CAUCHY, gemanMcClure, huberKernel, QUADRATIC } from '../../../src/fitting/solvers/robust-kernel.ts';
import { expectClose } from '../../helpers/close.ts';
import { checkGradient } from '../../helpers/gradient-check.ts';

const MEANS = [0.5, -1, 0.2, 2];
const SIGMAS = [0.3, 1.4, 0.1, 0.7];
const KERNELS = [QUADRATIC, CAUCHY, huberKernel(1.5), gemanMcClure(3)];
const at = Float64Array.of(1.1, 0.7, 1.3, -1.5);
/** The last unknown is expected at two places at once, the third not at all. */
const PARAMETERS = [0, 1, 3, 3];
const rowsAt = (x: Float64Array): PriorRow[] =>
  MEANS.map((mean, r) => ({
    parameter: PARAMETERS[r],
    offset: x[PARAMETERS[r]] - mean,
    sigma: SIGMAS[r],
    kernel: KERNELS[r],
  }));

describe('rows of priors', () => {
  it('cost rho((x - m)^2/sigma^2)/2', () => {
    const [a, b, c, d] = MEANS.map((mean, r) => ((at[PARAMETERS[r]] - mean) / SIGMAS[r]) ** 2);
    const expected = (a + Math.log(1 + b) + (3 * Math.sqrt(c) - 2.25) + (9 * d) / (9 + d)) / 2;
    expectClose([priorLoss(rowsAt(at))], [expected], { rtol: 1e-12 });
  });

  it('have the gradient of central differences, added to what is there', () => {
    const gradient = (x: Float64Array): Float64Array => {
      const out = new Float64Array(4);
      addPriorGradient(rowsAt(x), out);
      return out;
    };
    checkGradient((x) => priorLoss(rowsAt(x)), gradient, at);
    const before = Float64Array.of(1, 2, 3, 4);
    addPriorGradient(rowsAt(at), before);
    expectClose(
      before,
      gradient(at).map((g, i) => g + i + 1),
      { rtol: 1e-12 },
    );
  });

  it("add their gradient to normal equations, and rho'/sigma^2 to the diagonal", () => {
    const equations = createNormalEquations(4);
    equations.hessian.fill(5);
    addPriorEquations(rowsAt(at), equations);
    const gradient = new Float64Array(4);
    addPriorGradient(rowsAt(at), gradient);
    expectClose(equations.gradient, gradient, {});
    const expected = new Float64Array(16).fill(5);
    rowsAt(at).forEach(({ parameter, offset, sigma, kernel }) => {
      expected[5 * parameter] += kernel.weight((offset / sigma) ** 2) / sigma ** 2;
    });
    expectClose(equations.hessian, expected, { rtol: 1e-12 });
  });
});

describe("the prior of the views' own translations", () => {
  const translations = Float64Array.of(0, 0.2, -1.5, 0.01);
  const scaleMm = 0.3;

  it('is Cauchy, with the gradient of central differences', () => {
    const expected = translations.reduce((sum, x) => sum + Math.log(1 + (x / scaleMm) ** 2) / 2, 0);
    expectClose([priorLoss(translationPriorRows(translations, scaleMm))], [expected], { rtol: 1e-12 });
    checkGradient(
      (x) => priorLoss(translationPriorRows(x, scaleMm)),
      (x) => {
        const out = new Float64Array(4);
        addPriorGradient(translationPriorRows(x, scaleMm), out);
        return out;
      },
      translations,
    );
  });

  it('is of every translation in its place', () => {
    const parameters = translationPriorRows(translations, scaleMm).map(({ parameter }) => parameter);
    expect(parameters).toEqual([0, 1, 2, 3]);
  });
});
