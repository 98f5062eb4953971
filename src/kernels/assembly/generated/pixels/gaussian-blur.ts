// Written by `npm run kernels:slots` from src/kernels/jobs/pixels/gaussian-blur.ts.

/** Slots of `gaussianBlur`. */
@unmanaged
export class GaussianBlurSlots {
  @inline get source(): usize { return <usize>load<f64>(changetype<usize>(this), 0); }
  @inline get target(): usize { return <usize>load<f64>(changetype<usize>(this), 8); }
  @inline get width(): i32 { return <i32>load<f64>(changetype<usize>(this), 16); }
  @inline get height(): i32 { return <i32>load<f64>(changetype<usize>(this), 24); }
  @inline get sigma(): f64 { return load<f64>(changetype<usize>(this), 32); }
}

/** Slots of `interleavePlanes`. */
@unmanaged
export class InterleavePlanesSlots {
  @inline get red(): usize { return <usize>load<f64>(changetype<usize>(this), 0); }
  @inline get green(): usize { return <usize>load<f64>(changetype<usize>(this), 8); }
  @inline get blue(): usize { return <usize>load<f64>(changetype<usize>(this), 16); }
  @inline get target(): usize { return <usize>load<f64>(changetype<usize>(this), 24); }
  @inline get count(): i32 { return <i32>load<f64>(changetype<usize>(this), 32); }
}
