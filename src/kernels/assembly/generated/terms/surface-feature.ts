// Written by `npm run kernels:slots` from src/kernels/jobs/terms/surface-feature.ts.

/** Slots of `probeSurfaceFeature`. */
@unmanaged
export class ProbeSurfaceFeatureSlots {
  @inline get fine(): usize { return <usize>load<f64>(changetype<usize>(this), 0); }
  @inline get pair(): usize { return <usize>load<f64>(changetype<usize>(this), 8); }
  @inline get pairStep(): i32 { return <i32>load<f64>(changetype<usize>(this), 16); }
  @inline get mask(): usize { return <usize>load<f64>(changetype<usize>(this), 24); }
  @inline get width(): i32 { return <i32>load<f64>(changetype<usize>(this), 32); }
  @inline get height(): i32 { return <i32>load<f64>(changetype<usize>(this), 40); }
  @inline get camera(): usize { return <usize>load<f64>(changetype<usize>(this), 48); }
  @inline get points(): usize { return <usize>load<f64>(changetype<usize>(this), 56); }
  @inline get footprints(): usize { return <usize>load<f64>(changetype<usize>(this), 64); }
  @inline get visibility(): usize { return <usize>load<f64>(changetype<usize>(this), 72); }
  @inline get taps(): usize { return <usize>load<f64>(changetype<usize>(this), 80); }
  @inline get tapCount(): i32 { return <i32>load<f64>(changetype<usize>(this), 88); }
  @inline get count(): i32 { return <i32>load<f64>(changetype<usize>(this), 96); }
  @inline get sigmaMm(): f64 { return load<f64>(changetype<usize>(this), 104); }
  @inline get value(): usize { return <usize>load<f64>(changetype<usize>(this), 112); }
  @inline get gradient(): usize { return <usize>load<f64>(changetype<usize>(this), 120); }
  @inline get weight(): usize { return <usize>load<f64>(changetype<usize>(this), 128); }
}

/** Slots of `surfaceFeatureLayers`. */
@unmanaged
export class SurfaceFeatureLayersSlots {
  @inline get source(): usize { return <usize>load<f64>(changetype<usize>(this), 0); }
  @inline get fine(): usize { return <usize>load<f64>(changetype<usize>(this), 8); }
  @inline get pair(): usize { return <usize>load<f64>(changetype<usize>(this), 16); }
  @inline get pairStep(): i32 { return <i32>load<f64>(changetype<usize>(this), 24); }
  @inline get width(): i32 { return <i32>load<f64>(changetype<usize>(this), 32); }
  @inline get height(): i32 { return <i32>load<f64>(changetype<usize>(this), 40); }
  @inline get sigma(): f64 { return load<f64>(changetype<usize>(this), 48); }
}
