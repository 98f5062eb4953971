// Written by `npm run kernels:slots` from src/kernels/jobs/solve/cholesky.ts.

/** Slots of `solveCholesky`. */
@unmanaged
export class SolveCholeskySlots {
  @inline get hessian(): usize { return <usize>load<f64>(changetype<usize>(this), 0); }
  @inline get rhs(): usize { return <usize>load<f64>(changetype<usize>(this), 8); }
  @inline get count(): i32 { return <i32>load<f64>(changetype<usize>(this), 16); }
  @inline get solved(): usize { return <usize>load<f64>(changetype<usize>(this), 24); }
}
