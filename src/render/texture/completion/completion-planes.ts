import { createRandom } from '../../../geometry/random.ts';
import { DARKEST } from '../complete-texture.ts';
import { pushPull } from '../push-pull.ts';
import { blurPlane } from './blur.ts';

/**
 * What the completion network reads of each texel, in this order. With c = log albedo and L its blur:
 *   detail (3): c - L,  share (1),  tone (3): L - its mean over what is seen,
 *   mirrored detail (3): the opposite texel's detail times its share,  mirrored share (1),
 *   mirrored tone (3): (the opposite texel's L - L) times its share,  amplitude (1): how strong the seen skin's
 *   finest detail is nearby,  noise (1): normal, fixed by the seed.
 */
export const PLANE_COUNT = 16;
/** First plane of each kind. */
export const PLANES = {
  detail: 0,
  share: 3,
  tone: 4,
  mirroredDetail: 7,
  mirroredShare: 10,
  mirroredTone: 11,
  amplitude: 14,
  noise: 15,
} as const;
/** Factors that bring logarithms to about 1. */
export const DETAIL_SCALE = 4;
const AMPLITUDE_SCALE = 16;
/** Share of the texture's side over which detail is told from tone, and finest detail from coarser. */
const TONE_RADIUS = 1 / 64;
const FINE_RADIUS = 1 / 512;
/** Below this share of the height lie islands whose mirror image is elsewhere. */
export const CHART_END = 0.775;
/** Of the skin's own texture: the same on every run. */
const NOISE_SEED = 1;

/** A texture that is filled everywhere, and how much of it views show. */
export interface FilledTexture {
  readonly size: number;
  /** [size, size, 3] linear */
  readonly albedo: Float32Array;
  /** [size, size] */
  readonly share: Float32Array;
}

/** @returns PLANE_COUNT planes [16][size, size] */
export function completionPlanes({ size, albedo, share }: FilledTexture, noiseSeed = NOISE_SEED): Float32Array[] {
  const count = size * size;
  const planes = Array.from({ length: PLANE_COUNT }, () => new Float32Array(count));
  planes[PLANES.share].set(share);
  const fine = new Float32Array(count);
  let seen = 0;
  for (let i = 0; i < count; i++) seen += share[i];
  for (let c = 0; c < 3; c++) {
    const log = new Float32Array(count);
    for (let i = 0; i < count; i++) log[i] = Math.log(Math.max(DARKEST, albedo[3 * i + c]));
    const low = blurPlane(log, size, Math.max(1, Math.round(size * TONE_RADIUS)));
    const near = blurPlane(log, size, Math.max(1, Math.round(size * FINE_RADIUS)));
    let mean = 0;
    for (let i = 0; i < count; i++) mean += share[i] * low[i];
    mean /= Math.max(1, seen);
    const [detail, tone] = [planes[PLANES.detail + c], planes[PLANES.tone + c]];
    for (let i = 0; i < count; i++) {
      detail[i] = DETAIL_SCALE * (log[i] - low[i]);
      tone[i] = low[i] - mean;
      fine[i] += (log[i] - near[i]) ** 2 / 3;
    }
  }
  addMirrored(planes, size);
  planes[PLANES.amplitude].set(amplitudeOf(fine, share, size));
  const random = createRandom(noiseSeed);
  const noise = planes[PLANES.noise];
  for (let i = 0; i < count; i++) noise[i] = random.normal();
  return planes;
}

function addMirrored(planes: readonly Float32Array[], size: number): void {
  const rows = Math.floor(CHART_END * size);
  for (let y = 0; y < rows; y++)
    for (let x = 0; x < size; x++) {
      const i = y * size + x;
      const j = y * size + size - 1 - x;
      const share = planes[PLANES.share][j];
      planes[PLANES.mirroredShare][i] = share;
      for (let c = 0; c < 3; c++) {
        planes[PLANES.mirroredDetail + c][i] = share * planes[PLANES.detail + c][j];
        planes[PLANES.mirroredTone + c][i] =
          share * DETAIL_SCALE * (planes[PLANES.tone + c][j] - planes[PLANES.tone + c][i]);
      }
    }
}

/** Root of the mean square of the seen finest detail, continued smoothly over what is not seen. */
function amplitudeOf(fine: Float32Array, share: Float32Array, size: number): Float32Array {
  const radius = Math.max(1, Math.round((size * TONE_RADIUS) / 2));
  const sure = share.map((s) => (s >= 1 ? 1 : 0));
  const near = blurPlane(sure, size, radius);
  const energy = blurPlane(
    fine.map((x, i) => x * sure[i]),
    size,
    radius,
  );
  // Whole only where half of the neighbourhood is seen: a lone texel says little.
  const weights = near.map((w) => (w < 0.05 ? 0 : Math.min(1, 2 * w)));
  // The pyramid is made for colours; the first lane is enough.
  const lanes = new Float32Array(3 * fine.length);
  for (let i = 0; i < fine.length; i++) lanes[3 * i] = weights[i] === 0 ? 0 : (weights[i] * energy[i]) / near[i];
  const spread = pushPull(lanes, weights, size);
  return fine.map((_, i) => AMPLITUDE_SCALE * Math.sqrt(Math.max(0, spread[3 * i])));
}
