// Written by `npm run kernels:slots` from src/kernels/jobs/points/shape-columns.ts.

/** Slots of `shapeColumns`. */
@unmanaged
export class ShapeColumnsSlots {
  @inline get basis(): usize { return <usize>load<f64>(changetype<usize>(this), 0); }
  @inline get stride(): i32 { return <i32>load<f64>(changetype<usize>(this), 8); }
  @inline get first(): i32 { return <i32>load<f64>(changetype<usize>(this), 16); }
  @inline get count(): i32 { return <i32>load<f64>(changetype<usize>(this), 24); }
  @inline get source(): usize { return <usize>load<f64>(changetype<usize>(this), 32); }
  @inline get coefficients(): usize { return <usize>load<f64>(changetype<usize>(this), 40); }
  @inline get out(): usize { return <usize>load<f64>(changetype<usize>(this), 48); }
  @inline get start(): i32 { return <i32>load<f64>(changetype<usize>(this), 56); }
  @inline get end(): i32 { return <i32>load<f64>(changetype<usize>(this), 64); }
}
