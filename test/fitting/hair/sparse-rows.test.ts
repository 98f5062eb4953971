import { expect, it } from 'vitest';
import { solveRows, sparseRows } from '../../../src/fitting/hair/sparse-rows.ts';
import { createLeastSquares } from '../../../src/geometry/least-squares.ts';
import { createRandom } from '../../../src/geometry/random.ts';

it('solves what the dense normal equations solve', () => {
  const random = createRandom(3);
  const rows = sparseRows(6);
  const dense = createLeastSquares(6);
  for (let r = 0; r < 30; r++) {
    const own = [r % 6, (r * 5 + 1) % 6].filter((c, k, all) => all.indexOf(c) === k);
    const factors = own.map(() => random.uniform() - 0.5);
    const [value, weight] = [random.uniform(), 0.5 + random.uniform()];
    rows.add(own, factors, value, weight);
    const row = new Float64Array(6);
    own.forEach((c, k) => {
      row[c] = factors[k];
    });
    dense.add(row, value, 1 / weight);
  }
  const exact = dense.solve() as Float64Array;
  solveRows(rows, new Float64Array(6), 50).forEach((x, i) => {
    expect(x).toBeCloseTo(exact[i], 2);
  });
});
