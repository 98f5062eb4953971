// Written by `npm run kernels:slots` from bench/kernels/jobs/photometric-pixels.ts.

/** Slots of `photometricPixels`. */
@unmanaged
export class PhotometricPixelsSlots {
  @inline get pixels(): usize { return <usize>load<f64>(changetype<usize>(this), 0); }
  @inline get triangles(): usize { return <usize>load<f64>(changetype<usize>(this), 8); }
  @inline get uvs(): usize { return <usize>load<f64>(changetype<usize>(this), 16); }
  @inline get uvTriangles(): usize { return <usize>load<f64>(changetype<usize>(this), 24); }
  @inline get triangle(): usize { return <usize>load<f64>(changetype<usize>(this), 32); }
  @inline get width(): i32 { return <i32>load<f64>(changetype<usize>(this), 40); }
  @inline get height(): i32 { return <i32>load<f64>(changetype<usize>(this), 48); }
  @inline get irradiance(): usize { return <usize>load<f64>(changetype<usize>(this), 56); }
  @inline get texture(): usize { return <usize>load<f64>(changetype<usize>(this), 64); }
  @inline get textureSize(): i32 { return <i32>load<f64>(changetype<usize>(this), 72); }
  @inline get target(): usize { return <usize>load<f64>(changetype<usize>(this), 80); }
  @inline get factor(): f64 { return load<f64>(changetype<usize>(this), 88); }
  @inline get gradPixels(): usize { return <usize>load<f64>(changetype<usize>(this), 96); }
  @inline get gradDepths(): usize { return <usize>load<f64>(changetype<usize>(this), 104); }
  @inline get gradIrradiance(): usize { return <usize>load<f64>(changetype<usize>(this), 112); }
  @inline get gradTexture(): usize { return <usize>load<f64>(changetype<usize>(this), 120); }
  @inline get loss(): usize { return <usize>load<f64>(changetype<usize>(this), 128); }
}
