import { solveCholesky } from './cholesky.ts';

/** Normal equations of weighted rows: min over x of sum (row . x - value)^2/sigma^2. */
export interface NormalSystem {
  add(row: ArrayLike<number>, value: number, sigma: number): void;
  /** A row of one number: weight (x_i - value)^2. */
  addDiagonal(i: number, weight: number, value: number): void;
  /** Null where the system has no one solution. */
  solve(): Float64Array | null;
  /** The solution within bounds: what would leave them is held there, and the rest solved again. */
  solveWithin(lower: ArrayLike<number>, upper: ArrayLike<number>): Float64Array | null;
}

const BOUND_ROUNDS = 12;

export function createNormalSystem(count: number): NormalSystem {
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
    solveWithin(lower, upper) {
      const at = (i: number, j: number): number => hessian[Math.max(i, j) * count + Math.min(i, j)];
      const out = new Float64Array(count);
      const held = new Uint8Array(count);
      for (let round = 0; round < BOUND_ROUNDS; round++) {
        const free = Array.from(held.keys()).filter((i) => held[i] === 0);
        const matrix = new Float64Array(free.length ** 2);
        const rhs = new Float64Array(free.length);
        free.forEach((i, a) => {
          rhs[a] = gradient[i];
          for (let j = 0; j < count; j++) if (held[j] === 1) rhs[a] -= at(i, j) * out[j];
          for (let b = 0; b <= a; b++) matrix[a * free.length + b] = at(i, free[b]);
        });
        const solved = solveCholesky(matrix, rhs);
        if (solved === null) return null;
        let left = 0;
        free.forEach((i, a) => {
          out[i] = Math.min(upper[i], Math.max(lower[i], solved[a]));
          if (out[i] !== solved[a]) {
            held[i] = 1;
            left++;
          }
        });
        if (left === 0) break;
      }
      return out;
    },
  };
}
