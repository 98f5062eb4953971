import { type JobOf, type Kernel, NO_SCRATCH, type RealArray, type Slots } from '../../kernel.ts';
import { blurred, blurScratch } from '../pixels/gaussian-blur.ts';
import { pixelOf } from '../points/projection.ts';

/**
 * Local contrast of the skin around a surface point, over the same patch of skin in every view:
 *   y = log(grey + 0.03);  c = (sum_k g_k y(p + A d_k) - sum_k g_k y(p + 2 A d_k)) / sqrt(E + 0.02^2)
 *   E = sum_k g_k e(p + 2 A d_k),  e: the squared contrast of the picture around a pixel
 * A [2, 2] takes the tangent plane to pixels, so that a turned view gathers over the same millimetres as
 * a frontal one. A blur of the picture alone would spread 1/cos as far over the skin, and features of
 * turned views would not agree even at the true shape.
 */
export type FeatureLayersJob = JobOf<typeof FEATURE_LAYERS_SLOTS>;

const FEATURE_LAYERS_SLOTS = {
  /** y [h, w] */
  source: 'real',
  /** y blurred by half the fine footprint [h, w] out */
  fine: 'real',
  /** y by half the broad one, and e by half the broad one [h/step, w/step, 2] out */
  pair: 'real',
  /** Pixels of the picture to a pixel of the pair, 1 or 2: what is blurred that much need not be as fine. */
  pairStep: 'count',
  width: 'count',
  height: 'count',
  /** The fine footprint, pixels. */
  sigma: 'number',
} as const satisfies Slots;

/** Contrast below this is noise, not feature. */
const CONTRAST_FLOOR = 0.02;
/** The broad footprint's size in fine ones. At 4 it leaves the tangent plane and takes in what lies behind the head. */
const BROAD = 2;

export const FEATURE_LAYERS: Kernel<FeatureLayersJob> = {
  name: 'surfaceFeatureLayers',
  slots: FEATURE_LAYERS_SLOTS,
  scratch: ({ width, height }) => 3 * width * height + blurScratch(width, height),
  plain: ({ source, fine, pair, pairStep: step, width, height, sigma }) => {
    fine.set(blurred(source, width, height, sigma / 2));
    const w = Math.floor(width / step);
    const h = Math.floor(height / step);
    const small = reduced(source, width, step, w, h);
    const broad = blurred(small, w, h, (BROAD * sigma) / (2 * step));
    const contrast = blurred(small, w, h, sigma / step);
    const background = blurred(small, w, h, (BROAD * sigma) / step);
    for (let i = 0; i < contrast.length; i++) contrast[i] = (contrast[i] - background[i]) ** 2;
    const energy = blurred(contrast, w, h, (BROAD * sigma) / (2 * step));
    for (let i = 0; i < energy.length; i++) {
      pair[2 * i] = broad[i];
      pair[2 * i + 1] = energy[i];
    }
  },
};

/** Means of step x step pixels. */
function reduced(source: RealArray, width: number, step: number, w: number, h: number): RealArray {
  const out = new Float64Array(w * h);
  for (let y = 0; y < h * step; y++)
    for (let x = 0; x < w * step; x++)
      out[Math.floor(y / step) * w + Math.floor(x / step)] += source[y * width + x] / step ** 2;
  return out;
}

/** A hexagonal grid of 19 offsets in units of the footprint's sigma, and Gaussian weights: x, y, weight each. */
export const FEATURE_TAPS: Float64Array = hexagonalTaps();

function hexagonalTaps(): Float64Array {
  const taps: { x: number; y: number; weight: number }[] = [];
  // Half a sigma of blur is in the picture already: sqrt(1 - 1/4) of it remains.
  const variance = 0.75;
  for (let row = -2; row <= 2; row++)
    for (let column = -2; column <= 2; column++) {
      const x = column + row / 2;
      const y = (row * Math.sqrt(3)) / 2;
      if (Math.hypot(x, y) > 2.01) continue;
      taps.push({ x, y, weight: Math.exp(-(x * x + y * y) / (2 * variance)) });
    }
  const sum = taps.reduce((total, { weight }) => total + weight, 0);
  return Float64Array.from(taps.flatMap(({ x, y, weight }) => [x, y, weight / sum]));
}

/** The feature at the projections of one view's samples and its derivative in pixels, the footprint held. */
export type FeatureProbeJob = JobOf<typeof FEATURE_PROBE_SLOTS>;

const FEATURE_PROBE_SLOTS = {
  fine: 'real',
  pair: 'real',
  pairStep: 'count',
  /** [h, w] 1 where pixels count */
  mask: 'bytes',
  width: 'count',
  height: 'count',
  /** R row-major, t, fx, fy, cx, cy [16] */
  camera: 'double',
  /** Head space [N, 3]. */
  points: 'real',
  /** A/s: pixels per mm along the tangent plane's axes [N, 2, 2]. */
  footprints: 'real',
  /** [N], 0 where hidden */
  visibility: 'real',
  /** {@link FEATURE_TAPS} [T, 3] */
  taps: 'real',
  tapCount: 'count',
  count: 'count',
  /** The fine footprint s, mm. */
  sigmaMm: 'number',
  /** [N] out */
  value: 'real',
  /** [N, 2] out */
  gradient: 'real',
  /** [N] out: the visibility where the picture and its mask show the point, else 0 and nothing else is written */
  weight: 'real',
} as const satisfies Slots;

export const FEATURE_PROBE: Kernel<FeatureProbeJob> = {
  name: 'probeSurfaceFeature',
  slots: FEATURE_PROBE_SLOTS,
  scratch: NO_SCRATCH,
  plain: probe,
};

function probe(job: FeatureProbeJob): void {
  const { mask, width, height, camera, points, footprints, visibility, count, value, gradient, weight } = job;
  const sums = new Float64Array(9);
  const pixel = new Float64Array(3);
  for (let i = 0; i < count; i++) {
    weight[i] = 0;
    if (visibility[i] === 0) continue;
    const [px, py] = pixelOf(camera, points[3 * i], points[3 * i + 1], points[3 * i + 2], pixel);
    if (!(px > 1 && py > 1 && px < width - 1 && py < height - 1)) continue;
    if (mask[Math.floor(py) * width + Math.floor(px)] === 0) continue;
    sampleFeature(job, px, py, footprints, 4 * i, sums);
    value[i] = sums[0];
    gradient[2 * i] = sums[1];
    gradient[2 * i + 1] = sums[2];
    weight[i] = visibility[i];
  }
}

/** @param sums [9]; value, d/dx and d/dy come first */
function sampleFeature(
  job: FeatureProbeJob,
  px: number,
  py: number,
  footprints: RealArray,
  at: number,
  sums: Float64Array,
): void {
  const { taps, tapCount, sigmaMm: s, pairStep: step } = job;
  const small = { width: Math.floor(job.width / step), height: Math.floor(job.height / step) };
  sums.fill(0);
  for (let k = 0; k < tapCount; k++) {
    const x = taps[3 * k];
    const y = taps[3 * k + 1];
    const weight = taps[3 * k + 2];
    const dx = s * (footprints[at] * x + footprints[at + 1] * y);
    const dy = s * (footprints[at + 2] * x + footprints[at + 3] * y);
    addTap(job, job.fine, 1, 0, px + dx, py + dy, weight, sums, 0);
    const x2 = (px + BROAD * dx) / step;
    const y2 = (py + BROAD * dy) / step;
    addTap(small, job.pair, 2, 0, x2, y2, weight, sums, 3);
    addTap(small, job.pair, 2, 1, x2, y2, weight, sums, 6);
  }
  const energy = sums[6] + CONTRAST_FLOOR ** 2;
  const norm = 1 / Math.sqrt(energy);
  const contrast = (sums[0] - sums[3]) * norm;
  const bend = (-0.5 * contrast) / energy;
  sums[0] = contrast;
  sums[1] = (sums[1] - sums[4] / step) * norm + (bend * sums[7]) / step;
  sums[2] = (sums[2] - sums[5] / step) * norm + (bend * sums[8]) / step;
}

/** Adds weight times the bilinear value, d/dx and d/dy of one layer; beyond the border's pixel centres the picture is constant. */
function addTap(
  { width, height }: { readonly width: number; readonly height: number },
  data: RealArray,
  channels: number,
  channel: number,
  x: number,
  y: number,
  weight: number,
  sums: Float64Array,
  at: number,
): void {
  const fx = Math.min(Math.max(x - 0.5, 0), width - 1);
  const fy = Math.min(Math.max(y - 0.5, 0), height - 1);
  const ix = Math.min(Math.floor(fx), width - 2);
  const iy = Math.min(Math.floor(fy), height - 2);
  const wx = fx - ix;
  const wy = fy - iy;
  const k = channels * (iy * width + ix) + channel;
  const below = k + channels * width;
  const top = data[k] + wx * (data[k + channels] - data[k]);
  const bottom = data[below] + wx * (data[below + channels] - data[below]);
  sums[at] += weight * (top + wy * (bottom - top));
  if (fx !== x - 0.5 || fy !== y - 0.5) return;
  sums[at + 1] += weight * ((1 - wy) * (data[k + channels] - data[k]) + wy * (data[below + channels] - data[below]));
  sums[at + 2] += weight * (bottom - top);
}
