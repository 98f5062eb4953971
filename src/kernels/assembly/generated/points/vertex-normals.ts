// Written by `npm run kernels:slots` from src/kernels/jobs/points/vertex-normals.ts.

/** Slots of `vertexNormals`. */
@unmanaged
export class VertexNormalsSlots {
  @inline get positions(): usize { return <usize>load<f64>(changetype<usize>(this), 0); }
  @inline get vertexCount(): i32 { return <i32>load<f64>(changetype<usize>(this), 8); }
  @inline get triangles(): usize { return <usize>load<f64>(changetype<usize>(this), 16); }
  @inline get triangleCount(): i32 { return <i32>load<f64>(changetype<usize>(this), 24); }
  @inline get normals(): usize { return <usize>load<f64>(changetype<usize>(this), 32); }
  @inline get lengths(): usize { return <usize>load<f64>(changetype<usize>(this), 40); }
}

/** Slots of `vertexNormalsBackward`. */
@unmanaged
export class VertexNormalsBackwardSlots {
  @inline get positions(): usize { return <usize>load<f64>(changetype<usize>(this), 0); }
  @inline get vertexCount(): i32 { return <i32>load<f64>(changetype<usize>(this), 8); }
  @inline get triangles(): usize { return <usize>load<f64>(changetype<usize>(this), 16); }
  @inline get triangleCount(): i32 { return <i32>load<f64>(changetype<usize>(this), 24); }
  @inline get normals(): usize { return <usize>load<f64>(changetype<usize>(this), 32); }
  @inline get lengths(): usize { return <usize>load<f64>(changetype<usize>(this), 40); }
  @inline get gradNormals(): usize { return <usize>load<f64>(changetype<usize>(this), 48); }
  @inline get gradPositions(): usize { return <usize>load<f64>(changetype<usize>(this), 56); }
}
