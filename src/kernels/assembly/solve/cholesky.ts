import { SolveCholeskySlots } from '../generated/solve/cholesky';

@inline
function dot(a: usize, b: usize, count: i32): f64 {
  let s0 = f64x2.splat(0);
  let s1 = f64x2.splat(0);
  let s2 = f64x2.splat(0);
  let s3 = f64x2.splat(0);
  let k = 0;
  for (; k + 8 <= count; k += 8) {
    s0 = f64x2.add(s0, f64x2.mul(v128.load(a), v128.load(b)));
    s1 = f64x2.add(s1, f64x2.mul(v128.load(a, 16), v128.load(b, 16)));
    s2 = f64x2.add(s2, f64x2.mul(v128.load(a, 32), v128.load(b, 32)));
    s3 = f64x2.add(s3, f64x2.mul(v128.load(a, 48), v128.load(b, 48)));
    a += 64;
    b += 64;
  }
  s0 = f64x2.add(f64x2.add(s0, s1), f64x2.add(s2, s3));
  let sum = f64x2.extract_lane(s0, 0) + f64x2.extract_lane(s0, 1);
  for (; k < count; k++) {
    sum += load<f64>(a) * load<f64>(b);
    a += 8;
    b += 8;
  }
  return sum;
}

/** Solves H x = b by Cholesky in place (src/kernels/jobs/solve/cholesky.ts). */
export function solveCholesky(job: SolveCholeskySlots): void {
  const hessian = job.hessian;
  const rhs = job.rhs;
  const n = job.count;
  const ok = job.solved;
  const stride = <usize>n << 3;
  store<f64>(ok, 0);
  for (let i = 0; i < n; i++) {
    const row = hessian + <usize>i * stride;
    for (let j = 0; j < i; j++) {
      const other = hessian + <usize>j * stride;
      const at = row + (<usize>j << 3);
      store<f64>(at, (load<f64>(at) - dot(row, other, j)) * load<f64>(other + (<usize>j << 3)));
    }
    const at = row + (<usize>i << 3);
    const diagonal = load<f64>(at) - dot(row, row, i);
    if (!(diagonal > 0)) return;
    // The reciprocal of the root: rows below multiply by it.
    store<f64>(at, 1 / sqrt<f64>(diagonal));
  }
  for (let i = 0; i < n; i++) {
    const row = hessian + <usize>i * stride;
    const at = rhs + (<usize>i << 3);
    store<f64>(at, (load<f64>(at) - dot(row, rhs, i)) * load<f64>(row + (<usize>i << 3)));
  }
  for (let i = n - 1; i >= 0; i--) {
    const row = hessian + <usize>i * stride;
    const x = load<f64>(rhs + (<usize>i << 3)) * load<f64>(row + (<usize>i << 3));
    store<f64>(rhs + (<usize>i << 3), x);
    for (let k = 0; k < i; k++) {
      const at = rhs + (<usize>k << 3);
      store<f64>(at, load<f64>(at) - x * load<f64>(row + (<usize>k << 3)));
    }
  }
  store<f64>(ok, 1);
}
