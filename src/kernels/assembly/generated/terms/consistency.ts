// Written by `npm run kernels:slots` from src/kernels/jobs/terms/consistency.ts.

/** Slots of `consistency`. */
@unmanaged
export class ConsistencySlots {
  @inline get viewCount(): i32 { return <i32>load<f64>(changetype<usize>(this), 0); }
  @inline get count(): i32 { return <i32>load<f64>(changetype<usize>(this), 8); }
  @inline get start(): i32 { return <i32>load<f64>(changetype<usize>(this), 16); }
  @inline get end(): i32 { return <i32>load<f64>(changetype<usize>(this), 24); }
  @inline get value(): usize { return <usize>load<f64>(changetype<usize>(this), 32); }
  @inline get weight(): usize { return <usize>load<f64>(changetype<usize>(this), 40); }
  @inline get gradient(): usize { return <usize>load<f64>(changetype<usize>(this), 48); }
  @inline get scale(): f64 { return load<f64>(changetype<usize>(this), 56); }
  @inline get factor(): f64 { return load<f64>(changetype<usize>(this), 64); }
  @inline get gradPixels(): usize { return <usize>load<f64>(changetype<usize>(this), 72); }
  @inline get loss(): usize { return <usize>load<f64>(changetype<usize>(this), 80); }
}
