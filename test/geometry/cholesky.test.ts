import { describe, expect, it } from 'vitest';
import { solveCholesky } from '../../src/geometry/cholesky.ts';
import { expectClose } from '../helpers/close.ts';

describe('Cholesky', () => {
  it('solves a positive definite system and refuses an indefinite one', () => {
    expectClose(solveCholesky(Float64Array.of(4, 0, 2, 3), Float64Array.of(8, 7)) ?? [], [1.25, 1.5], { atol: 1e-12 });
    expect(solveCholesky(Float64Array.of(1, 0, 2, 1), Float64Array.of(1, 1))).toBeNull();
  });
});
