import { ShrinkCropSlots } from '../generated/pixels/shrink-crop';

/** Reduction of a crop in linear light (src/kernels/jobs/pixels/shrink-crop.ts). @param scratch rows [crop height, width, 3] */
export function shrinkCrop(job: ShrinkCropSlots, scratch: usize): void {
  const bytes = job.bytes;
  const imageWidth = job.imageWidth;
  const left = job.left;
  const top = job.top;
  const cropHeight = job.cropHeight;
  const linear = job.linear;
  const acrossFirst = job.acrossFirst;
  const acrossShare = job.acrossShare;
  const acrossTaps = job.acrossTaps;
  const downFirst = job.downFirst;
  const downShare = job.downShare;
  const downTaps = job.downTaps;
  const width = job.width;
  const height = job.height;
  const out = job.out;
  const row = <usize>(12 * width);
  const share = <f32>1 / <f32>acrossTaps;
  for (let y = 0; y < cropHeight; y++) {
    const line = bytes + <usize>(3 * ((top + y) * imageWidth + left));
    let to = scratch + <usize>y * row;
    let tap: usize = 0;
    for (let x = 0; x < width; x++, to += 12) {
      let red: f32 = 0;
      let green: f32 = 0;
      let blue: f32 = 0;
      for (let k = 0; k < acrossTaps; k++, tap += 4) {
        const pixel = line + 3 * <usize>load<u32>(acrossFirst + tap);
        const far = load<f32>(acrossShare + tap);
        const near = <f32>1 - far;
        red += near * linearOf(linear, pixel) + far * linearOf(linear, pixel + 3);
        green += near * linearOf(linear, pixel + 1) + far * linearOf(linear, pixel + 4);
        blue += near * linearOf(linear, pixel + 2) + far * linearOf(linear, pixel + 5);
      }
      store<f32>(to, red * share);
      store<f32>(to, green * share, 4);
      store<f32>(to, blue * share, 8);
    }
  }
  const downShareOfOne = <f32>1 / <f32>downTaps;
  let tap: usize = 0;
  for (let y = 0; y < height; y++) {
    const to = out + <usize>y * row;
    memory.fill(to, 0, row);
    for (let k = 0; k < downTaps; k++, tap += 4) {
      const above = scratch + <usize>load<u32>(downFirst + tap) * row;
      const far = load<f32>(downShare + tap) * downShareOfOne;
      const near = downShareOfOne - far;
      const farLanes = f32x4.splat(far);
      const nearLanes = f32x4.splat(near);
      let at: usize = 0;
      for (; at + 16 <= row; at += 16) {
        const sum = f32x4.add(
          f32x4.mul(nearLanes, v128.load(above + at)),
          f32x4.mul(farLanes, v128.load(above + row + at)),
        );
        v128.store(to + at, f32x4.add(v128.load(to + at), sum));
      }
      for (; at < row; at += 4)
        store<f32>(to + at, load<f32>(to + at) + near * load<f32>(above + at) + far * load<f32>(above + row + at));
    }
  }
}

@inline
function linearOf(linear: usize, byte: usize): f32 {
  return load<f32>(linear + (<usize>load<u8>(byte) << 2));
}
