import { describe, expect, it } from 'vitest';
import { addSpreadEquations, jawSpread } from '../../../src/fitting/priors/jaw-spread.ts';
import { createNormalEquations } from '../../../src/fitting/solvers/normal-equations.ts';
import { expectClose } from '../../helpers/close.ts';
import { checkGradient, normals } from '../../helpers/gradient-check.ts';

const SHARE = 0.03;
const COUNT = 4;
const noise = normals(5 * COUNT, 3);
const jaws = noise.map((x, i) => 0.1 + [0.01, 0.005, 0.005, 0.1, 0.2][i % 5] * x);

describe('the spread of jaws', () => {
  it('has the gradient of central differences', () => {
    checkGradient(
      (x) => jawSpread(x, SHARE).loss,
      (x) => jawSpread(x, SHARE).gradient,
      jaws,
      { rtol: 1e-6, atol: 1e-6, step: 1e-7 },
    );
  });

  it('costs nothing where all are alike, and hardly more for one that is far off than for one that is near', () => {
    const alike = jaws.map((_, i) => jaws[i % 5]);
    expect(jawSpread(alike, SHARE).loss).toBeLessThan(1e-20);
    expect(jawSpread(jaws.subarray(0, 5), SHARE).loss).toBeLessThan(1e-20);
    const apart = (radians: number): number =>
      jawSpread(
        alike.map((x, i) => (i === 0 ? x + radians : x)),
        SHARE,
      ).loss;
    expect(apart(0.1)).toBeGreaterThan(1);
    expect(apart(0.4)).toBeLessThan(2 * apart(0.1));
  });

  it('has equations that leave what all jaws do together free', () => {
    const first = 2;
    const n = first + jaws.length;
    const equations = createNormalEquations(n);
    const spread = jawSpread(jaws, SHARE);
    addSpreadEquations(spread, first, equations);
    expectClose(equations.gradient.subarray(first), spread.gradient, {});
    const at = (a: number, b: number): number => equations.hessian[Math.max(a, b) * n + Math.min(a, b)];
    for (let k = 0; k < 5; k++)
      for (let a = first + k; a < n; a += 5) {
        expect(at(a, a)).toBeGreaterThan(0);
        let together = 0;
        for (let b = first + k; b < n; b += 5) together += at(a, b);
        expect(Math.abs(together)).toBeLessThan(1e-9 * at(a, a));
      }
  });
});
