import { describe, expect, it } from 'vitest';
import { PRESETS } from '../../../src/fitting/options/presets.ts';
import { CAUCHY, QUADRATIC } from '../../../src/fitting/solvers/robust-kernel.ts';
import { CLOSURE, closureTerm } from '../../../src/fitting/terms/closure-term.ts';
import { CONSISTENCY_TERM } from '../../../src/fitting/terms/consistency-term.ts';
import { LANDMARK, landmarkTerm } from '../../../src/fitting/terms/landmark-term.ts';
import { createResidualRows } from '../../../src/fitting/terms/residual-rows.ts';
import { SHADING_TERM } from '../../../src/fitting/terms/shading-term.ts';
import { type RowTerm, weighRows } from '../../../src/fitting/terms/term.ts';
import { plainKernels } from '../../../src/kernels/runtime/plain-kernels.ts';
import { expectClose } from '../../helpers/close.ts';

const { memory } = plainKernels();

/** Rows of one point in three views. */
function rowsOf(weights: readonly number[], residuals: readonly number[]) {
  const rows = createResidualRows(memory, 1, 3, weights.length / 3);
  rows.weights.set(weights);
  rows.residuals.set(residuals);
  return rows;
}
const TERM: Omit<RowTerm, 'write'> = {
  rowsPerView: 1,
  kernel: QUADRATIC,
  precisions: [4, 1, 0.25],
  mean: 'kept',
  factor: 2,
};

describe('rows of a term', () => {
  it('weigh factor c p, and cost that much of half their squares', () => {
    const rows = rowsOf([0.5, 0, 1], [3, 9, -2]);
    expect(weighRows(TERM, rows)).toBeCloseTo(2 * (0.5 * 4 * 9 + 0.25 * 4) * 0.5, 12);
    expectClose(rows.weights, [4, 0, 0.5], { rtol: 1e-12 });
    expectClose(rows.residuals, [3, 9, -2], {});
  });

  it('of one view share their robust weight', () => {
    const rows = rowsOf([1, 1, 0, 0, 1, 1], [0.6, 0.8, 7, 7, 0, 2]);
    const loss = weighRows({ ...TERM, rowsPerView: 2, kernel: CAUCHY }, rows);
    expect(loss).toBeCloseTo(Math.log(5) + Math.log(2), 12);
    expectClose(rows.weights, [8 / 5, 8 / 5, 0, 0, 0.25, 0.25], { rtol: 1e-12 });
  });

  it('lose their mean where it is eliminated; a point that one view alone sees does not count', () => {
    const own = { ...TERM, precisions: [1, 1, 1], mean: 'eliminated' } as const;
    const rows = rowsOf([1, 3, 0], [4, 8, 5]);
    expect(weighRows(own, rows)).toBeCloseTo(9 + 3, 12);
    expectClose(rows.residuals.subarray(0, 2), [-3, 1], { rtol: 1e-12 });
    const alone = rowsOf([1, 0, 0], [4, 8, 5]);
    expect(weighRows(own, alone)).toBe(0);
    expectClose(alone.weights, [0, 0, 0], {});
  });
});

describe('terms', () => {
  it.each([
    [LANDMARK, 'landmarks', 'landmark', 2],
    [CLOSURE, 'gaps', 'landmark', 2],
    [CONSISTENCY_TERM, 'samples', 'photometric', 1],
    [SHADING_TERM, 'samples', 'photometric', 3],
  ] as const)('$name lies on its points and has its rows', (term, on, reported, rowsPerView) => {
    expect(term).toMatchObject({ on, reported, rowsPerView });
  });

  it('declare as many rows as they have, and names of their own', () => {
    expect(landmarkTerm([], 3, 1).rowsPerView).toBe(LANDMARK.rowsPerView);
    expect(closureTerm([], { gapSigmaMm: 1, partedShare: 0 }, 1).rowsPerView).toBe(CLOSURE.rowsPerView);
    const { first, pixels, bones } = PRESETS.best;
    const stages = [first.landmarks, ...pixels, ...bones.deca];
    const all = new Set(stages.flatMap(({ terms }) => terms.map(({ term }) => term)));
    const names = Array.from(all, ({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['closure', 'consistency', 'landmark', 'shading']));
    expect(new Set(names).size).toBe(names.length);
  });
});
