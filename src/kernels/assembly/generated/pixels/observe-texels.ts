// Written by `npm run kernels:slots` from src/kernels/jobs/pixels/observe-texels.ts.

/** Slots of `addUnlit`. */
@unmanaged
export class AddUnlitSlots {
  @inline get observed(): usize { return <usize>load<f64>(changetype<usize>(this), 0); }
  @inline get normals(): usize { return <usize>load<f64>(changetype<usize>(this), 8); }
  @inline get light(): usize { return <usize>load<f64>(changetype<usize>(this), 16); }
  @inline get start(): i32 { return <i32>load<f64>(changetype<usize>(this), 24); }
  @inline get end(): i32 { return <i32>load<f64>(changetype<usize>(this), 32); }
  @inline get floor(): f64 { return load<f64>(changetype<usize>(this), 40); }
  @inline get sum(): usize { return <usize>load<f64>(changetype<usize>(this), 48); }
}

/** Slots of `observeTexels`. */
@unmanaged
export class ObserveTexelsSlots {
  @inline get positions(): usize { return <usize>load<f64>(changetype<usize>(this), 0); }
  @inline get normals(): usize { return <usize>load<f64>(changetype<usize>(this), 8); }
  @inline get start(): i32 { return <i32>load<f64>(changetype<usize>(this), 16); }
  @inline get end(): i32 { return <i32>load<f64>(changetype<usize>(this), 24); }
  @inline get camera(): usize { return <usize>load<f64>(changetype<usize>(this), 32); }
  @inline get width(): i32 { return <i32>load<f64>(changetype<usize>(this), 40); }
  @inline get height(): i32 { return <i32>load<f64>(changetype<usize>(this), 48); }
  @inline get image(): usize { return <usize>load<f64>(changetype<usize>(this), 56); }
  @inline get depth(): usize { return <usize>load<f64>(changetype<usize>(this), 64); }
  @inline get trust(): usize { return <usize>load<f64>(changetype<usize>(this), 72); }
  @inline get out(): usize { return <usize>load<f64>(changetype<usize>(this), 80); }
}
