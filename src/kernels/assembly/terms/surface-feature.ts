import { Camera } from '../camera';
import { blurPlane } from '../pixels/gaussian-blur';
import { ProbeSurfaceFeatureSlots, SurfaceFeatureLayersSlots } from '../generated/terms/surface-feature';
import { laneSum } from '../lanes';

/** The broad footprint's size in fine ones. */
const BROAD: f64 = 2;
const CONTRAST_FLOOR: f64 = 0.02;

/** Planes of the surface feature (src/kernels/jobs/terms/surface-feature.ts). */
export function surfaceFeatureLayers(job: SurfaceFeatureLayersSlots, scratch: usize): void {
  const y = job.source;
  const fine = job.fine;
  const pair = job.pair;
  const step = job.pairStep;
  const width = job.width;
  const height = job.height;
  const sigma = job.sigma;
  const w = width / step;
  const h = height / step;
  const count = w * h;
  const plane = <usize>count << 2;
  const small = scratch;
  const contrast = small + plane;
  const background = contrast + plane;
  const rest = background + plane;
  reducePlane(y, small, width, step, w, h);
  const coarse = sigma / <f64>step;
  blurPlane(small, contrast, rest, w, h, coarse);
  blurPlane(small, background, rest, w, h, BROAD * coarse);
  for (let i = 0; i < count; i++) {
    const at = <usize>i << 2;
    const d = load<f32>(contrast + at) - load<f32>(background + at);
    store<f32>(background + at, d * d);
  }
  blurPlane(background, contrast, rest, w, h, (BROAD * coarse) / 2);
  blurPlane(small, background, rest, w, h, (BROAD * coarse) / 2);
  for (let i = 0; i < count; i++) {
    const at = <usize>i << 2;
    store<f32>(pair + 2 * at, load<f32>(background + at));
    store<f32>(pair + 2 * at, load<f32>(contrast + at), 4);
  }
  blurPlane(y, fine, small, width, height, sigma / 2);
}

/** Means of step x step pixels [h, w]. */
function reducePlane(source: usize, target: usize, width: i32, step: i32, w: i32, h: i32): void {
  const share = <f32>1 / <f32>(step * step);
  for (let y = 0; y < h; y++)
    for (let x = 0; x < w; x++) {
      let sum: f32 = 0;
      for (let j = 0; j < step; j++)
        for (let i = 0; i < step; i++)
          sum += load<f32>(source + (<usize>((y * step + j) * width + x * step + i) << 2));
      store<f32>(target + (<usize>(y * w + x) << 2), sum * share);
    }
}

/** The feature at the projections of surface samples and its derivative in pixels. */
export function probeSurfaceFeature(job: ProbeSurfaceFeatureSlots): void {
  const fine = job.fine;
  const pair = job.pair;
  const step = job.pairStep;
  const mask = job.mask;
  const width = job.width;
  const height = job.height;
  const camera = changetype<Camera>(job.camera);
  const points = job.points;
  const footprints = job.footprints;
  const visibility = job.visibility;
  const taps = job.taps;
  const tapCount = job.tapCount;
  const count = job.count;
  const sigma = <f32>job.sigmaMm;
  const values = job.value;
  const gradients = job.gradient;
  const weights = job.weight;
  const maxX = <f64>(width - 1);
  const maxY = <f64>(height - 1);
  const rowBytes = (<usize>width) << 2;
  const pairWidth = width / step;
  const pairHeight = height / step;
  const pairBytes = <usize>pairWidth << 3;
  const reduce = <f32>1 / <f32>step;
  const spread = f32x4(1, 1, <f32>BROAD * reduce, <f32>BROAD * reduce);
  const border = f32x4.convert_i32x4_s(i32x4(width - 1, height - 1, pairWidth - 1, pairHeight - 1));
  const lastCell = i32x4(width - 2, height - 2, pairWidth - 2, pairHeight - 2);
  // 1 - w and w by lanes: (1 - w, w, 1 - w, w) and (1 - w, 1 - w, w, w).
  const oddLanes = f32x4(1, 0, 1, 0);
  const oddSigns = f32x4(-1, 1, -1, 1);
  const lowLanes = f32x4(1, 1, 0, 0);
  const lowSigns = f32x4(-1, -1, 1, 1);
  for (let i = 0; i < count; i++) {
    const at = (<usize>i) << 2;
    store<f32>(weights + at, 0);
    const w = load<f32>(visibility + at);
    if (w === 0) continue;
    const X = <f64>load<f32>(points + 3 * at);
    const Y = <f64>load<f32>(points + 3 * at, 4);
    const Z = <f64>load<f32>(points + 3 * at, 8);
    const z = camera.depth(X, Y, Z);
    const px = (camera.fx * camera.across(X, Y, Z)) / z + camera.cx;
    const py = (camera.fy * camera.down(X, Y, Z)) / z + camera.cy;
    if (!(px > 1 && py > 1 && px < maxX && py < maxY)) continue;
    if (load<u8>(mask + <usize>(<i32>py * width + <i32>px)) === 0) continue;
    // Lanes: x and y of a tap of the fine footprint, x and y of the broad one's.
    const a00 = sigma * load<f32>(footprints + 4 * at);
    const a01 = sigma * load<f32>(footprints + 4 * at, 4);
    const a10 = sigma * load<f32>(footprints + 4 * at, 8);
    const a11 = sigma * load<f32>(footprints + 4 * at, 12);
    const alongX = f32x4.mul(f32x4(a00, a10, a00, a10), spread);
    const alongY = f32x4.mul(f32x4(a01, a11, a01, a11), spread);
    const sx = <f32>px - 0.5;
    const sy = <f32>py - 0.5;
    const centre = f32x4(sx, sy, <f32>px * reduce - 0.5, <f32>py * reduce - 0.5);
    // Sums over taps; lanes are pixels of the bilinear cell (fine) or left and right pairs (broad, energy).
    let fineValue = f32x4.splat(0);
    let fineX = f32x4.splat(0);
    let fineY = f32x4.splat(0);
    let pairValue = f32x4.splat(0);
    let pairX = f32x4.splat(0);
    let pairY = f32x4.splat(0);
    for (let k = 0; k < tapCount; k++) {
      const tap = taps + <usize>(12 * k);
      const offset = f32x4.add(
        f32x4.mul(alongX, v128.load32_splat(tap)),
        f32x4.mul(alongY, v128.load32_splat(tap, 4)),
      );
      const weight = v128.load32_splat(tap, 8);
      const place = f32x4.add(centre, offset);
      const inside = f32x4.min(f32x4.max(place, f32x4.splat(0)), border);
      const cell = i32x4.min_s(i32x4.trunc_sat_f32x4_s(inside), lastCell);
      const share = f32x4.sub(inside, f32x4.convert_i32x4_s(cell));
      // Beyond the border's pixel centres the picture is constant: its derivative is 0 there.
      const free = f32x4.eq(place, inside);
      const freeBoth = v128.and(free, v128.shuffle<i32>(free, free, 1, 0, 3, 2));
      // Fine.
      const at00 = fine + (<usize>(i32x4.extract_lane(cell, 1) * width + i32x4.extract_lane(cell, 0)) << 2);
      const v = v128.load64_lane(at00 + rowBytes, v128.load64_zero(at00), 1);
      const across = f32x4.add(oddLanes, f32x4.mul(v128.shuffle<i32>(share, share, 0, 0, 0, 0), oddSigns));
      const down = f32x4.add(lowLanes, f32x4.mul(v128.shuffle<i32>(share, share, 1, 1, 1, 1), lowSigns));
      const vAcross = f32x4.mul(v, across);
      const slope = v128.and(weight, v128.shuffle<i32>(freeBoth, freeBoth, 0, 0, 0, 0));
      fineValue = f32x4.add(fineValue, f32x4.mul(weight, f32x4.mul(vAcross, down)));
      fineX = f32x4.add(fineX, f32x4.mul(slope, f32x4.mul(v, down)));
      fineY = f32x4.add(fineY, f32x4.mul(slope, vAcross));
      // Broad and energy.
      const pairAt = pair + (<usize>(i32x4.extract_lane(cell, 3) * pairWidth + i32x4.extract_lane(cell, 2)) << 3);
      const top = v128.load(pairAt);
      const step = f32x4.sub(v128.load(pairAt + pairBytes), top);
      const middle = f32x4.add(top, f32x4.mul(v128.shuffle<i32>(share, share, 3, 3, 3, 3), step));
      const wide = f32x4.add(lowLanes, f32x4.mul(v128.shuffle<i32>(share, share, 2, 2, 2, 2), lowSigns));
      const slopes = v128.and(weight, v128.shuffle<i32>(freeBoth, freeBoth, 2, 2, 2, 2));
      pairValue = f32x4.add(pairValue, f32x4.mul(weight, f32x4.mul(middle, wide)));
      pairX = f32x4.add(pairX, f32x4.mul(slopes, middle));
      pairY = f32x4.add(pairY, f32x4.mul(slopes, f32x4.mul(step, wide)));
    }
    const value = laneSum(fineValue);
    const valueX =
      f32x4.extract_lane(fineX, 1) -
      f32x4.extract_lane(fineX, 0) +
      (f32x4.extract_lane(fineX, 3) - f32x4.extract_lane(fineX, 2));
    const valueY =
      f32x4.extract_lane(fineY, 2) -
      f32x4.extract_lane(fineY, 0) +
      (f32x4.extract_lane(fineY, 3) - f32x4.extract_lane(fineY, 1));
    const broad = f32x4.extract_lane(pairValue, 0) + f32x4.extract_lane(pairValue, 2);
    const broadX = reduce * (f32x4.extract_lane(pairX, 2) - f32x4.extract_lane(pairX, 0));
    const broadY = reduce * (f32x4.extract_lane(pairY, 0) + f32x4.extract_lane(pairY, 2));
    const energy =
      f32x4.extract_lane(pairValue, 1) + f32x4.extract_lane(pairValue, 3) + <f32>(CONTRAST_FLOOR * CONTRAST_FLOOR);
    const energyX = reduce * (f32x4.extract_lane(pairX, 3) - f32x4.extract_lane(pairX, 1));
    const energyY = reduce * (f32x4.extract_lane(pairY, 1) + f32x4.extract_lane(pairY, 3));
    const norm = <f32>1 / sqrt<f32>(energy);
    const contrast = (value - broad) * norm;
    const bend = (<f32>-0.5 * contrast) / energy;
    store<f32>(values + at, contrast);
    store<f32>(gradients + 2 * at, (valueX - broadX) * norm + bend * energyX);
    store<f32>(gradients + 2 * at, (valueY - broadY) * norm + bend * energyY, 4);
    store<f32>(weights + at, w);
  }
}
