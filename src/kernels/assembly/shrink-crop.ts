import { countAt, pointerAt } from './job';

/**
 * Reduction of a crop in linear light (src/kernels/shrink-crop.ts).
 * Job: bytes, image width, left, top, crop height, linear [256], across first, share, taps, down first, share, taps,
 * width, height, out [height, width, 3]. Scratch: rows [crop height, width, 3].
 */
export function shrinkCrop(job: usize, scratch: usize): void {
  const bytes = pointerAt(job, 0);
  const imageWidth = countAt(job, 1);
  const left = countAt(job, 2);
  const top = countAt(job, 3);
  const cropHeight = countAt(job, 4);
  const linear = pointerAt(job, 5);
  const acrossFirst = pointerAt(job, 6);
  const acrossShare = pointerAt(job, 7);
  const acrossTaps = countAt(job, 8);
  const downFirst = pointerAt(job, 9);
  const downShare = pointerAt(job, 10);
  const downTaps = countAt(job, 11);
  const width = countAt(job, 12);
  const height = countAt(job, 13);
  const out = pointerAt(job, 14);
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
