// Written by `npm run kernels:slots` from src/kernels/jobs/terms/shading.ts.

/** Slots of `probeColor`. */
@unmanaged
export class ProbeColorSlots {
  @inline get image(): usize { return <usize>load<f64>(changetype<usize>(this), 0); }
  @inline get width(): i32 { return <i32>load<f64>(changetype<usize>(this), 8); }
  @inline get height(): i32 { return <i32>load<f64>(changetype<usize>(this), 16); }
  @inline get camera(): usize { return <usize>load<f64>(changetype<usize>(this), 24); }
  @inline get points(): usize { return <usize>load<f64>(changetype<usize>(this), 32); }
  @inline get count(): i32 { return <i32>load<f64>(changetype<usize>(this), 40); }
  @inline get visibility(): usize { return <usize>load<f64>(changetype<usize>(this), 48); }
  @inline get color(): usize { return <usize>load<f64>(changetype<usize>(this), 56); }
  @inline get slopeX(): usize { return <usize>load<f64>(changetype<usize>(this), 64); }
  @inline get slopeY(): usize { return <usize>load<f64>(changetype<usize>(this), 72); }
  @inline get weight(): usize { return <usize>load<f64>(changetype<usize>(this), 80); }
}

/** Slots of `shading`. */
@unmanaged
export class ShadingSlots {
  @inline get viewCount(): i32 { return <i32>load<f64>(changetype<usize>(this), 0); }
  @inline get count(): i32 { return <i32>load<f64>(changetype<usize>(this), 8); }
  @inline get start(): i32 { return <i32>load<f64>(changetype<usize>(this), 16); }
  @inline get end(): i32 { return <i32>load<f64>(changetype<usize>(this), 24); }
  @inline get color(): usize { return <usize>load<f64>(changetype<usize>(this), 32); }
  @inline get slopeX(): usize { return <usize>load<f64>(changetype<usize>(this), 40); }
  @inline get slopeY(): usize { return <usize>load<f64>(changetype<usize>(this), 48); }
  @inline get weight(): usize { return <usize>load<f64>(changetype<usize>(this), 56); }
  @inline get lights(): usize { return <usize>load<f64>(changetype<usize>(this), 64); }
  @inline get normals(): usize { return <usize>load<f64>(changetype<usize>(this), 72); }
  @inline get scale(): f64 { return load<f64>(changetype<usize>(this), 80); }
  @inline get factor(): f64 { return load<f64>(changetype<usize>(this), 88); }
  @inline get gradPixels(): usize { return <usize>load<f64>(changetype<usize>(this), 96); }
  @inline get gradNormals(): usize { return <usize>load<f64>(changetype<usize>(this), 104); }
  @inline get loss(): usize { return <usize>load<f64>(changetype<usize>(this), 112); }
}
