import { createLinearImage, type LinearImage } from '../capture/image.ts';
import { gaussianBlur } from './gaussian-blur.ts';

/**
 * Local contrast of the skin around a surface point, over the same patch of skin in every view:
 *   y = log(grey + 0.03);  c = (sum_k g_k y(p + A d_k) - sum_k g_k y(p + 2 A d_k)) / sqrt(E + 0.02^2)
 *   E = sum_k g_k e(p + 2 A d_k),  e: the squared contrast of the picture around a pixel
 * A [2, 2] takes the tangent plane to pixels, so that a turned view gathers over the same millimetres as
 * a frontal one. A blur of the picture alone would spread 1/cos as far over the skin, and features of
 * turned views would not agree even at the true shape.
 */
export interface SurfaceFeature {
  /** [h, w, 3]: y blurred by half the fine footprint, y by half the broad one, e by half the broad one */
  readonly layers: LinearImage;
  /** The fine footprint s, mm */
  readonly sigmaMm: number;
}

/** Added before the logarithm, so that black stays finite. */
const LOG_OFFSET = 0.03;
/** Contrast below this is noise, not feature. */
const CONTRAST_FLOOR = 0.02;
/** The broad footprint's size in fine ones. At 4 it leaves the tangent plane and takes in what lies behind the head. */
const BROAD = 2;

/** A hexagonal grid of 19 offsets in units of the footprint's sigma, and Gaussian weights. */
const TAPS: readonly { readonly x: number; readonly y: number; readonly weight: number }[] = hexagonalTaps();

function hexagonalTaps(): { x: number; y: number; weight: number }[] {
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
  return taps.map((tap) => ({ ...tap, weight: tap.weight / sum }));
}

/**
 * @param image linear RGB
 * @param sigmaMm the fine footprint
 * @param pixelsPerMm where the skin faces the camera
 */
export function surfaceFeature(image: LinearImage, sigmaMm: number, pixelsPerMm: number): SurfaceFeature {
  const sigma = sigmaMm * pixelsPerMm;
  const { width, height, channels, data } = image;
  const y = new Float32Array(width * height);
  for (let i = 0; i < y.length; i++) {
    const k = channels * i;
    y[i] = Math.log(0.2126 * data[k] + 0.7152 * data[k + 1] + 0.0722 * data[k + 2] + LOG_OFFSET);
  }
  const fine = gaussianBlur(y, width, height, sigma / 2);
  const broad = gaussianBlur(y, width, height, (BROAD * sigma) / 2);
  const contrast = gaussianBlur(y, width, height, sigma);
  const background = gaussianBlur(y, width, height, BROAD * sigma);
  for (let i = 0; i < contrast.length; i++) contrast[i] = (contrast[i] - background[i]) ** 2;
  const energy = gaussianBlur(contrast, width, height, (BROAD * sigma) / 2);
  const layers = createLinearImage(width, height, 3);
  for (let i = 0; i < y.length; i++) {
    layers.data[3 * i] = fine[i];
    layers.data[3 * i + 1] = broad[i];
    layers.data[3 * i + 2] = energy[i];
  }
  return { layers, sigmaMm };
}

/** Length of the array that {@link sampleSurfaceFeature} works in. */
export const SURFACE_SAMPLE = 9;

/**
 * The feature at a pixel and its derivative in it, the footprint held.
 * @param footprint A/s [2, 2]: pixels per mm along the tangent plane's axes
 * @param work [SURFACE_SAMPLE]; value, d/dx and d/dy come first
 */
export function sampleSurfaceFeature(
  feature: SurfaceFeature,
  px: number,
  py: number,
  footprint: ArrayLike<number>,
  work: Float64Array,
): void {
  const { layers, sigmaMm: s } = feature;
  work.fill(0);
  for (const { x, y, weight } of TAPS) {
    const dx = s * (footprint[0] * x + footprint[1] * y);
    const dy = s * (footprint[2] * x + footprint[3] * y);
    addTap(layers, 0, px + dx, py + dy, weight, work, 0);
    addTap(layers, 1, px + BROAD * dx, py + BROAD * dy, weight, work, 3);
    addTap(layers, 2, px + BROAD * dx, py + BROAD * dy, weight, work, 6);
  }
  const energy = work[6] + CONTRAST_FLOOR ** 2;
  const norm = 1 / Math.sqrt(energy);
  const contrast = (work[0] - work[3]) * norm;
  const bend = (-0.5 * contrast) / energy;
  work[0] = contrast;
  work[1] = (work[1] - work[4]) * norm + bend * work[7];
  work[2] = (work[2] - work[5]) * norm + bend * work[8];
}

/** Adds weight times the bilinear value, d/dx and d/dy of one layer; beyond the border's pixel centres the picture is constant. */
function addTap(
  { width, height, channels, data }: LinearImage,
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
