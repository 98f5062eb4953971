// Written by `npm run kernels:slots` from bench/kernels/jobs/adam-step.ts.

/** Slots of `adamStep`. */
@unmanaged
export class AdamStepSlots {
  @inline get parameters(): usize { return <usize>load<f64>(changetype<usize>(this), 0); }
  @inline get gradient(): usize { return <usize>load<f64>(changetype<usize>(this), 8); }
  @inline get mean(): usize { return <usize>load<f64>(changetype<usize>(this), 16); }
  @inline get variance(): usize { return <usize>load<f64>(changetype<usize>(this), 24); }
  @inline get start(): i32 { return <i32>load<f64>(changetype<usize>(this), 32); }
  @inline get end(): i32 { return <i32>load<f64>(changetype<usize>(this), 40); }
  @inline get rate(): f64 { return load<f64>(changetype<usize>(this), 48); }
  @inline get decayRate1(): f64 { return load<f64>(changetype<usize>(this), 56); }
  @inline get decayRate2(): f64 { return load<f64>(changetype<usize>(this), 64); }
  @inline get correction1(): f64 { return load<f64>(changetype<usize>(this), 72); }
  @inline get correction2(): f64 { return load<f64>(changetype<usize>(this), 80); }
  @inline get epsilon(): f64 { return load<f64>(changetype<usize>(this), 88); }
}
