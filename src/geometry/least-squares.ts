import { solveCholesky } from './cholesky.ts';

/** A linear least-squares problem, gathered row by row: min over x of sum (row . x - value)^2/sigma^2. */
export interface LeastSquares {
  add(row: ArrayLike<number>, value: number, sigma: number): void;
  /** A row of one number: weight (x_i - value)^2. */
  addDiagonal(i: number, weight: number, value: number): void;
  /** Null where the system has no one solution. */
  solve(): Float64Array | null;
}

export function createLeastSquares(count: number): LeastSquares {
  const hessian = new Float64Array(count * count);
  const gradient = new Float64Array(count);
  return {
    add(row, value, sigma) {
      const weight = 1 / sigma ** 2;
      for (let i = 0; i < count; i++) {
        const x = weight * row[i];
        if (x === 0) continue;
        gradient[i] += x * value;
        for (let j = 0; j <= i; j++) hessian[i * count + j] += x * row[j];
      }
    },
    addDiagonal(i, weight, value) {
      hessian[i * count + i] += weight;
      gradient[i] += weight * value;
    },
    solve: () => solveCholesky(hessian.slice(), gradient.slice()),
  };
}
