import { GaussianBlurSlots, InterleavePlanesSlots } from '../generated/pixels/gaussian-blur';

/** Most taps on either side: radius 6 at sigma 2, and room for a vector. */
const TAPS: i32 = 16;

/**
 * Gaussian filter of one plane; exact taps up to sigma 2, three box passes beyond (src/kernels/jobs/pixels/gaussian-blur.ts).
 * @param scratch [2 w h + w + 128] floats
 */
export function blurPlane(source: usize, target: usize, scratch: usize, width: i32, height: i32, sigma: f64): void {
  const count = width * height;
  if (sigma < 0.3) {
    memory.copy(target, source, <usize>count << 2);
    return;
  }
  const other = scratch;
  const line = scratch + (<usize>(2 * count) << 2);
  if (sigma <= 2) {
    const radius = <i32>Math.ceil(3 * sigma);
    const taps = line + (<usize>(width + 2 * TAPS) << 2);
    let sum: f64 = 0;
    for (let k = -radius; k <= radius; k++) sum += Math.exp(<f64>(-k * k) / (2 * sigma * sigma));
    for (let k = -radius; k <= radius; k++)
      store<f32>(taps + (<usize>(k + radius) << 2), <f32>(Math.exp(<f64>(-k * k) / (2 * sigma * sigma)) / sum));
    convolveRows(source, other, line, taps, width, height, radius);
    convolveColumns(other, target, taps, width, height, radius);
    return;
  }
  // Three boxes whose variances add up to sigma^2 (Kovesi 2010).
  const ideal = Math.sqrt((12 * sigma * sigma) / 3 + 1);
  let low = <i32>Math.floor(ideal);
  if ((low & 1) === 0) low--;
  const m = <i32>(
    Math.floor((12 * sigma * sigma - <f64>(3 * low * low + 12 * low + 9)) / <f64>(-4 * low - 4) + 0.5)
  );
  const third = scratch + (<usize>count << 2);
  let from = source;
  for (let i = 0; i < 3; i++) {
    const radius = ((i < m ? low : low + 2) - 1) >> 1;
    boxRows(from, other, width, height, radius);
    const to = i === 2 ? target : third;
    boxColumns(other, to, width, height, radius);
    from = to;
  }
}

function convolveRows(
  source: usize,
  target: usize,
  line: usize,
  taps: usize,
  width: i32,
  height: i32,
  radius: i32,
): void {
  for (let y = 0; y < height; y++) {
    const row = source + (<usize>(y * width) << 2);
    const out = target + (<usize>(y * width) << 2);
    const first = load<f32>(row);
    const last = load<f32>(row + (<usize>(width - 1) << 2));
    for (let k = 0; k < radius; k++) {
      store<f32>(line + (<usize>k << 2), first);
      store<f32>(line + (<usize>(radius + width + k) << 2), last);
    }
    memory.copy(line + (<usize>radius << 2), row, <usize>width << 2);
    let x = 0;
    for (; x + 4 <= width; x += 4) {
      const at = line + (<usize>x << 2);
      let sum = f32x4.mul(v128.load32_splat(taps + (<usize>radius << 2)), v128.load(at + (<usize>radius << 2)));
      for (let k = 0; k < radius; k++) {
        const pair = f32x4.add(v128.load(at + (<usize>k << 2)), v128.load(at + (<usize>(2 * radius - k) << 2)));
        sum = f32x4.add(sum, f32x4.mul(v128.load32_splat(taps + (<usize>k << 2)), pair));
      }
      v128.store(out + (<usize>x << 2), sum);
    }
    for (; x < width; x++) {
      let sum: f32 = 0;
      for (let k = 0; k <= 2 * radius; k++)
        sum += load<f32>(taps + (<usize>k << 2)) * load<f32>(line + (<usize>(x + k) << 2));
      store<f32>(out + (<usize>x << 2), sum);
    }
  }
}

@inline
function clampedRow(source: usize, y: i32, width: i32, height: i32): usize {
  return source + (<usize>(max(0, min(height - 1, y)) * width) << 2);
}

function convolveColumns(source: usize, target: usize, taps: usize, width: i32, height: i32, radius: i32): void {
  for (let y = 0; y < height; y++) {
    const out = target + (<usize>(y * width) << 2);
    let x = 0;
    for (; x + 8 <= width; x += 8) {
      const byte = <usize>x << 2;
      const middle = clampedRow(source, y, width, height) + byte;
      const centre = v128.load32_splat(taps + (<usize>radius << 2));
      let a = f32x4.mul(centre, v128.load(middle));
      let b = f32x4.mul(centre, v128.load(middle, 16));
      for (let k = 0; k < radius; k++) {
        const above = clampedRow(source, y + k - radius, width, height) + byte;
        const below = clampedRow(source, y + radius - k, width, height) + byte;
        const tap = v128.load32_splat(taps + (<usize>k << 2));
        a = f32x4.add(a, f32x4.mul(tap, f32x4.add(v128.load(above), v128.load(below))));
        b = f32x4.add(b, f32x4.mul(tap, f32x4.add(v128.load(above, 16), v128.load(below, 16))));
      }
      v128.store(out + byte, a);
      v128.store(out + byte, b, 16);
    }
    for (; x < width; x++) {
      let sum: f32 = 0;
      for (let k = 0; k <= 2 * radius; k++)
        sum +=
          load<f32>(taps + (<usize>k << 2)) *
          load<f32>(clampedRow(source, y + k - radius, width, height) + (<usize>x << 2));
      store<f32>(out + (<usize>x << 2), sum);
    }
  }
}

@inline
function clampedPixel(row: usize, x: i32, width: i32): f64 {
  return <f64>load<f32>(row + (<usize>max(0, min(width - 1, x)) << 2));
}

/** Running sums along two rows at a time: one chain of additions alone would wait for itself. */
function boxRows(source: usize, target: usize, width: i32, height: i32, radius: i32): void {
  const norm = 1 / <f64>(2 * radius + 1);
  for (let y = 0; y < height; y += 2) {
    const a = source + (<usize>(y * width) << 2);
    const b = clampedRow(source, y + 1, width, height);
    const outA = target + (<usize>(y * width) << 2);
    const outB = y + 1 < height ? outA + (<usize>width << 2) : outA;
    let sumA: f64 = 0;
    let sumB: f64 = 0;
    for (let k = -radius; k <= radius; k++) {
      sumA += clampedPixel(a, k, width);
      sumB += clampedPixel(b, k, width);
    }
    for (let x = 0; x < width; x++) {
      const at = <usize>x << 2;
      store<f32>(outB + at, <f32>(sumB * norm));
      store<f32>(outA + at, <f32>(sumA * norm));
      const enter = <usize>min(width - 1, x + radius + 1) << 2;
      const leave = <usize>max(0, x - radius) << 2;
      sumA += <f64>load<f32>(a + enter) - <f64>load<f32>(a + leave);
      sumB += <f64>load<f32>(b + enter) - <f64>load<f32>(b + leave);
    }
  }
}

/** Running sums of four columns at a time, in double precision: they must not drift down a tall picture. */
function boxColumns(source: usize, target: usize, width: i32, height: i32, radius: i32): void {
  const norm = f64x2.splat(1 / <f64>(2 * radius + 1));
  let x = 0;
  for (; x + 4 <= width; x += 4) {
    const byte = <usize>x << 2;
    let low = f64x2.splat(0);
    let high = f64x2.splat(0);
    for (let k = -radius; k <= radius; k++) {
      const v = v128.load(clampedRow(source, k, width, height) + byte);
      low = f64x2.add(low, f64x2.promote_low_f32x4(v));
      high = f64x2.add(high, f64x2.promote_low_f32x4(v128.shuffle<i32>(v, v, 2, 3, 2, 3)));
    }
    for (let y = 0; y < height; y++) {
      const a = f32x4.demote_f64x2_zero(f64x2.mul(low, norm));
      const b = f32x4.demote_f64x2_zero(f64x2.mul(high, norm));
      v128.store(target + (<usize>(y * width) << 2) + byte, v128.shuffle<i32>(a, b, 0, 1, 4, 5));
      const enter = v128.load(clampedRow(source, y + radius + 1, width, height) + byte);
      const leave = v128.load(clampedRow(source, y - radius, width, height) + byte);
      low = f64x2.add(low, f64x2.sub(f64x2.promote_low_f32x4(enter), f64x2.promote_low_f32x4(leave)));
      high = f64x2.add(
        high,
        f64x2.sub(
          f64x2.promote_low_f32x4(v128.shuffle<i32>(enter, enter, 2, 3, 2, 3)),
          f64x2.promote_low_f32x4(v128.shuffle<i32>(leave, leave, 2, 3, 2, 3)),
        ),
      );
    }
  }
  const scale = 1 / <f64>(2 * radius + 1);
  for (; x < width; x++) {
    const byte = <usize>x << 2;
    let sum: f64 = 0;
    for (let k = -radius; k <= radius; k++) sum += <f64>load<f32>(clampedRow(source, k, width, height) + byte);
    for (let y = 0; y < height; y++) {
      store<f32>(target + (<usize>(y * width) << 2) + byte, <f32>(sum * scale));
      sum +=
        <f64>load<f32>(clampedRow(source, y + radius + 1, width, height) + byte) -
        <f64>load<f32>(clampedRow(source, y - radius, width, height) + byte);
    }
  }
}

/** {@link blurPlane} as a job. */
export function gaussianBlur(job: GaussianBlurSlots, scratch: usize): void {
  blurPlane(job.source, job.target, scratch, job.width, job.height, job.sigma);
}

/** Planes into the first lanes of four-lane pixels. */
export function interleavePlanes(job: InterleavePlanesSlots): void {
  const red = job.red;
  const green = job.green;
  const blue = job.blue;
  const target = job.target;
  const count = job.count;
  for (let i = 0; i < count; i++) {
    const at = <usize>i << 2;
    let v = v128.load32_zero(red + at);
    v = v128.load32_lane(green + at, v, 1);
    v = v128.load32_lane(blue + at, v, 2);
    v128.store(target + (<usize>i << 4), v);
  }
}
