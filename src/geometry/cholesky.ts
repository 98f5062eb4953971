/**
 * Solves H x = b for a symmetric positive definite H by Cholesky factorisation, in place.
 * Returns null where H is not positive definite, so that a Levenberg-Marquardt caller can damp more.
 * @param hessian [N, N] row-major, lower triangle read; destroyed.
 * @param rhs [N]; becomes the solution.
 */
export function solveCholesky(hessian: Float64Array, rhs: Float64Array): Float64Array | null {
  const n = rhs.length;
  for (let j = 0; j < n; j++) {
    const rowJ = j * n;
    let diagonal = hessian[rowJ + j];
    for (let k = 0; k < j; k++) diagonal -= hessian[rowJ + k] * hessian[rowJ + k];
    if (!(diagonal > 0)) return null;
    const root = Math.sqrt(diagonal);
    hessian[rowJ + j] = root;
    for (let i = j + 1; i < n; i++) {
      const rowI = i * n;
      let sum = hessian[rowI + j];
      for (let k = 0; k < j; k++) sum -= hessian[rowI + k] * hessian[rowJ + k];
      hessian[rowI + j] = sum / root;
    }
  }
  for (let i = 0; i < n; i++) {
    let sum = rhs[i];
    for (let k = 0; k < i; k++) sum -= hessian[i * n + k] * rhs[k];
    rhs[i] = sum / hessian[i * n + i];
  }
  for (let i = n - 1; i >= 0; i--) {
    let sum = rhs[i];
    for (let k = i + 1; k < n; k++) sum -= hessian[k * n + i] * rhs[k];
    rhs[i] = sum / hessian[i * n + i];
  }
  return rhs;
}

/**
 * Inverse of a small symmetric positive definite matrix by Gauss-Jordan elimination, in place.
 * @param matrix [N, N] row-major
 * @returns false, and something else in the matrix, where it is not positive definite
 */
export function invertPositiveDefinite(matrix: Float64Array): boolean {
  const n = Math.sqrt(matrix.length);
  for (let k = 0; k < n; k++) {
    const pivot = matrix[k * n + k];
    if (!(pivot > 0)) return false;
    matrix[k * n + k] = 1;
    for (let j = 0; j < n; j++) matrix[k * n + j] /= pivot;
    for (let i = 0; i < n; i++) {
      if (i === k) continue;
      const factor = matrix[i * n + k];
      matrix[i * n + k] = 0;
      for (let j = 0; j < n; j++) matrix[i * n + j] -= factor * matrix[k * n + j];
    }
  }
  return true;
}
