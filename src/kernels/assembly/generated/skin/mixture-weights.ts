// Written by `npm run kernels:slots` from src/kernels/jobs/skin/mixture-weights.ts.

/** Slots of `mixtureWeights`. */
@unmanaged
export class MixtureWeightsSlots {
  @inline get uv(): usize { return <usize>load<f64>(changetype<usize>(this), 0); }
  @inline get starts(): usize { return <usize>load<f64>(changetype<usize>(this), 8); }
  @inline get bones(): usize { return <usize>load<f64>(changetype<usize>(this), 16); }
  @inline get table(): usize { return <usize>load<f64>(changetype<usize>(this), 24); }
  @inline get lanes(): i32 { return <i32>load<f64>(changetype<usize>(this), 32); }
  @inline get start(): i32 { return <i32>load<f64>(changetype<usize>(this), 40); }
  @inline get end(): i32 { return <i32>load<f64>(changetype<usize>(this), 48); }
  @inline get background(): f64 { return load<f64>(changetype<usize>(this), 56); }
  @inline get densities(): usize { return <usize>load<f64>(changetype<usize>(this), 64); }
  @inline get weights(): usize { return <usize>load<f64>(changetype<usize>(this), 72); }
  @inline get sums(): usize { return <usize>load<f64>(changetype<usize>(this), 80); }
}

/** Slots of `mixtureWeightsBackward`. */
@unmanaged
export class MixtureWeightsBackwardSlots {
  @inline get uv(): usize { return <usize>load<f64>(changetype<usize>(this), 0); }
  @inline get starts(): usize { return <usize>load<f64>(changetype<usize>(this), 8); }
  @inline get bones(): usize { return <usize>load<f64>(changetype<usize>(this), 16); }
  @inline get table(): usize { return <usize>load<f64>(changetype<usize>(this), 24); }
  @inline get lanes(): i32 { return <i32>load<f64>(changetype<usize>(this), 32); }
  @inline get start(): i32 { return <i32>load<f64>(changetype<usize>(this), 40); }
  @inline get end(): i32 { return <i32>load<f64>(changetype<usize>(this), 48); }
  @inline get densities(): usize { return <usize>load<f64>(changetype<usize>(this), 56); }
  @inline get weights(): usize { return <usize>load<f64>(changetype<usize>(this), 64); }
  @inline get sums(): usize { return <usize>load<f64>(changetype<usize>(this), 72); }
  @inline get gradWeights(): usize { return <usize>load<f64>(changetype<usize>(this), 80); }
  @inline get gradTable(): usize { return <usize>load<f64>(changetype<usize>(this), 88); }
}
