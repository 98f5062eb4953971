// Written by `npm run kernels:slots` from src/kernels/jobs/pixels/rasterize.ts.

/** Slots of `rasterize`. */
@unmanaged
export class RasterizeSlots {
  @inline get pixels(): usize { return <usize>load<f64>(changetype<usize>(this), 0); }
  @inline get triangles(): usize { return <usize>load<f64>(changetype<usize>(this), 8); }
  @inline get triangleCount(): i32 { return <i32>load<f64>(changetype<usize>(this), 16); }
  @inline get width(): i32 { return <i32>load<f64>(changetype<usize>(this), 24); }
  @inline get height(): i32 { return <i32>load<f64>(changetype<usize>(this), 32); }
  @inline get near(): f64 { return load<f64>(changetype<usize>(this), 40); }
  @inline get depth(): usize { return <usize>load<f64>(changetype<usize>(this), 48); }
  @inline get triangle(): usize { return <usize>load<f64>(changetype<usize>(this), 56); }
}
