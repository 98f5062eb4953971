// Written by `npm run kernels:slots` from src/kernels/jobs/points/closest-point.ts.

/** Slots of `closestPoint`. */
@unmanaged
export class ClosestPointSlots {
  @inline get queries(): usize { return <usize>load<f64>(changetype<usize>(this), 0); }
  @inline get start(): i32 { return <i32>load<f64>(changetype<usize>(this), 8); }
  @inline get end(): i32 { return <i32>load<f64>(changetype<usize>(this), 16); }
  @inline get positions(): usize { return <usize>load<f64>(changetype<usize>(this), 24); }
  @inline get triangles(): usize { return <usize>load<f64>(changetype<usize>(this), 32); }
  @inline get bounds(): usize { return <usize>load<f64>(changetype<usize>(this), 40); }
  @inline get nodes(): usize { return <usize>load<f64>(changetype<usize>(this), 48); }
  @inline get order(): usize { return <usize>load<f64>(changetype<usize>(this), 56); }
  @inline get points(): usize { return <usize>load<f64>(changetype<usize>(this), 64); }
  @inline get squares(): usize { return <usize>load<f64>(changetype<usize>(this), 72); }
  @inline get nearest(): usize { return <usize>load<f64>(changetype<usize>(this), 80); }
}
