// Written by `npm run kernels:slots` from bench/kernels/jobs/vertex-light.ts.

/** Slots of `vertexLight`. */
@unmanaged
export class VertexLightSlots {
  @inline get normals(): usize { return <usize>load<f64>(changetype<usize>(this), 0); }
  @inline get count(): i32 { return <i32>load<f64>(changetype<usize>(this), 8); }
  @inline get light(): usize { return <usize>load<f64>(changetype<usize>(this), 16); }
  @inline get irradiance(): usize { return <usize>load<f64>(changetype<usize>(this), 24); }
}

/** Slots of `vertexLightBackward`. */
@unmanaged
export class VertexLightBackwardSlots {
  @inline get normals(): usize { return <usize>load<f64>(changetype<usize>(this), 0); }
  @inline get count(): i32 { return <i32>load<f64>(changetype<usize>(this), 8); }
  @inline get light(): usize { return <usize>load<f64>(changetype<usize>(this), 16); }
  @inline get gradIrradiance(): usize { return <usize>load<f64>(changetype<usize>(this), 24); }
  @inline get gradNormals(): usize { return <usize>load<f64>(changetype<usize>(this), 32); }
  @inline get gradLight(): usize { return <usize>load<f64>(changetype<usize>(this), 40); }
}
