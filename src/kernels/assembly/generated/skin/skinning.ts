// Written by `npm run kernels:slots` from src/kernels/jobs/skin/skinning.ts.

/** Slots of `blendSkin`. */
@unmanaged
export class BlendSkinSlots {
  @inline get positions(): usize { return <usize>load<f64>(changetype<usize>(this), 0); }
  @inline get starts(): usize { return <usize>load<f64>(changetype<usize>(this), 8); }
  @inline get bones(): usize { return <usize>load<f64>(changetype<usize>(this), 16); }
  @inline get weights(): usize { return <usize>load<f64>(changetype<usize>(this), 24); }
  @inline get transforms(): usize { return <usize>load<f64>(changetype<usize>(this), 32); }
  @inline get start(): i32 { return <i32>load<f64>(changetype<usize>(this), 40); }
  @inline get end(): i32 { return <i32>load<f64>(changetype<usize>(this), 48); }
  @inline get out(): usize { return <usize>load<f64>(changetype<usize>(this), 56); }
}

/** Slots of `blendSkinBackward`. */
@unmanaged
export class BlendSkinBackwardSlots {
  @inline get positions(): usize { return <usize>load<f64>(changetype<usize>(this), 0); }
  @inline get starts(): usize { return <usize>load<f64>(changetype<usize>(this), 8); }
  @inline get bones(): usize { return <usize>load<f64>(changetype<usize>(this), 16); }
  @inline get weights(): usize { return <usize>load<f64>(changetype<usize>(this), 24); }
  @inline get transforms(): usize { return <usize>load<f64>(changetype<usize>(this), 32); }
  @inline get start(): i32 { return <i32>load<f64>(changetype<usize>(this), 40); }
  @inline get end(): i32 { return <i32>load<f64>(changetype<usize>(this), 48); }
  @inline get gradOut(): usize { return <usize>load<f64>(changetype<usize>(this), 56); }
  @inline get gradWeights(): usize { return <usize>load<f64>(changetype<usize>(this), 64); }
  @inline get gradTransforms(): usize { return <usize>load<f64>(changetype<usize>(this), 72); }
}
