// Written by `npm run kernels:slots` from src/kernels/jobs/points/projection.ts.

/** Slots of `project`. */
@unmanaged
export class ProjectSlots {
  @inline get camera(): usize { return <usize>load<f64>(changetype<usize>(this), 0); }
  @inline get points(): usize { return <usize>load<f64>(changetype<usize>(this), 8); }
  @inline get count(): i32 { return <i32>load<f64>(changetype<usize>(this), 16); }
  @inline get pixels(): usize { return <usize>load<f64>(changetype<usize>(this), 24); }
}

/** Slots of `projectBackward`. */
@unmanaged
export class ProjectBackwardSlots {
  @inline get camera(): usize { return <usize>load<f64>(changetype<usize>(this), 0); }
  @inline get points(): usize { return <usize>load<f64>(changetype<usize>(this), 8); }
  @inline get count(): i32 { return <i32>load<f64>(changetype<usize>(this), 16); }
  @inline get gradPixels(): usize { return <usize>load<f64>(changetype<usize>(this), 24); }
  @inline get gradDepths(): usize { return <usize>load<f64>(changetype<usize>(this), 32); }
  @inline get gradPoints(): usize { return <usize>load<f64>(changetype<usize>(this), 40); }
  @inline get gradCamera(): usize { return <usize>load<f64>(changetype<usize>(this), 48); }
}
