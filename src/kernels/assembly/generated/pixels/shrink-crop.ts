// Written by `npm run kernels:slots` from src/kernels/jobs/pixels/shrink-crop.ts.

/** Slots of `shrinkCrop`. */
@unmanaged
export class ShrinkCropSlots {
  @inline get bytes(): usize { return <usize>load<f64>(changetype<usize>(this), 0); }
  @inline get imageWidth(): i32 { return <i32>load<f64>(changetype<usize>(this), 8); }
  @inline get left(): i32 { return <i32>load<f64>(changetype<usize>(this), 16); }
  @inline get top(): i32 { return <i32>load<f64>(changetype<usize>(this), 24); }
  @inline get cropHeight(): i32 { return <i32>load<f64>(changetype<usize>(this), 32); }
  @inline get linear(): usize { return <usize>load<f64>(changetype<usize>(this), 40); }
  @inline get acrossFirst(): usize { return <usize>load<f64>(changetype<usize>(this), 48); }
  @inline get acrossShare(): usize { return <usize>load<f64>(changetype<usize>(this), 56); }
  @inline get acrossTaps(): i32 { return <i32>load<f64>(changetype<usize>(this), 64); }
  @inline get downFirst(): usize { return <usize>load<f64>(changetype<usize>(this), 72); }
  @inline get downShare(): usize { return <usize>load<f64>(changetype<usize>(this), 80); }
  @inline get downTaps(): i32 { return <i32>load<f64>(changetype<usize>(this), 88); }
  @inline get width(): i32 { return <i32>load<f64>(changetype<usize>(this), 96); }
  @inline get height(): i32 { return <i32>load<f64>(changetype<usize>(this), 104); }
  @inline get out(): usize { return <usize>load<f64>(changetype<usize>(this), 112); }
}
