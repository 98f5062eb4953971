// Written by `npm run kernels:slots` from src/kernels/jobs/pixels/shade-pixels.ts.

/** Slots of `shadePixels`. */
@unmanaged
export class ShadePixelsSlots {
  @inline get pixels(): usize { return <usize>load<f64>(changetype<usize>(this), 0); }
  @inline get triangles(): usize { return <usize>load<f64>(changetype<usize>(this), 8); }
  @inline get uvs(): usize { return <usize>load<f64>(changetype<usize>(this), 16); }
  @inline get uvTriangles(): usize { return <usize>load<f64>(changetype<usize>(this), 24); }
  @inline get triangle(): usize { return <usize>load<f64>(changetype<usize>(this), 32); }
  @inline get width(): i32 { return <i32>load<f64>(changetype<usize>(this), 40); }
  @inline get start(): i32 { return <i32>load<f64>(changetype<usize>(this), 48); }
  @inline get end(): i32 { return <i32>load<f64>(changetype<usize>(this), 56); }
  @inline get normals(): usize { return <usize>load<f64>(changetype<usize>(this), 64); }
  @inline get textureOf(): usize { return <usize>load<f64>(changetype<usize>(this), 72); }
  @inline get textureTable(): usize { return <usize>load<f64>(changetype<usize>(this), 80); }
  @inline get texels(): usize { return <usize>load<f64>(changetype<usize>(this), 88); }
  @inline get light(): usize { return <usize>load<f64>(changetype<usize>(this), 96); }
  @inline get out(): usize { return <usize>load<f64>(changetype<usize>(this), 104); }
}
