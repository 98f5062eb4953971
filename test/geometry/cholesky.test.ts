import { describe, expect, it } from 'vitest';
import { invertPositiveDefinite, solveCholesky } from '../../src/geometry/cholesky.ts';
import { multiply3 } from '../../src/geometry/rotation.ts';
import { expectClose } from '../helpers/close.ts';

describe('Cholesky', () => {
  it('solves a positive definite system and refuses an indefinite one', () => {
    expectClose(solveCholesky(Float64Array.of(4, 0, 2, 3), Float64Array.of(8, 7)) ?? [], [1.25, 1.5], { atol: 1e-12 });
    expect(solveCholesky(Float64Array.of(1, 0, 2, 1), Float64Array.of(1, 1))).toBeNull();
  });

  it('inverts what is positive definite, and says what is not', () => {
    const matrix = Float64Array.of(4, 2, 1, 2, 5, 3, 1, 3, 6);
    const inverse = matrix.slice();
    expect(invertPositiveDefinite(inverse)).toBe(true);
    expectClose(multiply3(matrix, inverse), [1, 0, 0, 0, 1, 0, 0, 0, 1], { atol: 1e-12 });
    expect(invertPositiveDefinite(Float64Array.of(1, 2, 2, 1))).toBe(false);
  });
});
