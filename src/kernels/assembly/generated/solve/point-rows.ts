// Written by `npm run kernels:slots` from src/kernels/jobs/solve/point-rows.ts.

/** Slots of `addPointRows`. */
@unmanaged
export class AddPointRowsSlots {
  @inline get basis(): usize { return <usize>load<f64>(changetype<usize>(this), 0); }
  @inline get weights(): usize { return <usize>load<f64>(changetype<usize>(this), 8); }
  @inline get residuals(): usize { return <usize>load<f64>(changetype<usize>(this), 16); }
  @inline get slopes(): usize { return <usize>load<f64>(changetype<usize>(this), 24); }
  @inline get centred(): usize { return <usize>load<f64>(changetype<usize>(this), 32); }
  @inline get rigs(): usize { return <usize>load<f64>(changetype<usize>(this), 40); }
  @inline get armStart(): usize { return <usize>load<f64>(changetype<usize>(this), 48); }
  @inline get armBasis(): usize { return <usize>load<f64>(changetype<usize>(this), 56); }
  @inline get armSlopes(): usize { return <usize>load<f64>(changetype<usize>(this), 64); }
  @inline get armCentred(): usize { return <usize>load<f64>(changetype<usize>(this), 72); }
  @inline get jaws(): usize { return <usize>load<f64>(changetype<usize>(this), 80); }
  @inline get start(): i32 { return <i32>load<f64>(changetype<usize>(this), 88); }
  @inline get end(): i32 { return <i32>load<f64>(changetype<usize>(this), 96); }
  @inline get viewCount(): i32 { return <i32>load<f64>(changetype<usize>(this), 104); }
  @inline get rowsPerView(): i32 { return <i32>load<f64>(changetype<usize>(this), 112); }
  @inline get shapeCount(): i32 { return <i32>load<f64>(changetype<usize>(this), 120); }
  @inline get expressionStart(): i32 { return <i32>load<f64>(changetype<usize>(this), 128); }
  @inline get expressionCount(): i32 { return <i32>load<f64>(changetype<usize>(this), 136); }
  @inline get localCount(): i32 { return <i32>load<f64>(changetype<usize>(this), 144); }
  @inline get shapeShape(): usize { return <usize>load<f64>(changetype<usize>(this), 152); }
  @inline get localShape(): usize { return <usize>load<f64>(changetype<usize>(this), 160); }
  @inline get localLocal(): usize { return <usize>load<f64>(changetype<usize>(this), 168); }
  @inline get gradient(): usize { return <usize>load<f64>(changetype<usize>(this), 176); }
  @inline get inverseTotals(): usize { return <usize>load<f64>(changetype<usize>(this), 184); }
}
