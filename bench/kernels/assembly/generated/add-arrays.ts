// Written by `npm run kernels:slots` from bench/kernels/jobs/add-arrays.ts.

/** Slots of `addArrays`. */
@unmanaged
export class AddArraysSlots {
  @inline get source(): usize { return <usize>load<f64>(changetype<usize>(this), 0); }
  @inline get target(): usize { return <usize>load<f64>(changetype<usize>(this), 8); }
  @inline get start(): i32 { return <i32>load<f64>(changetype<usize>(this), 16); }
  @inline get end(): i32 { return <i32>load<f64>(changetype<usize>(this), 24); }
}
