import { createRandom } from '../../../geometry/random.ts';
import { blurPlane } from '../../../image/blur-plane.ts';
import { DARKEST } from '../albedo-prior.ts';
import { pushPull } from '../push-pull.ts';

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

/** What is told of a texture's own texels, planes [size, size] each; what their opposites tell follows from it. */
export interface TexelPlanes {
  readonly size: number;
  readonly share: Float32Array;
  readonly detail: readonly Float32Array[];
  readonly tone: readonly Float32Array[];
  readonly amplitude: Float32Array;
  readonly noise: Float32Array;
}

export function texelPlanes({ size, albedo, share }: FilledTexture, noiseSeed = NOISE_SEED): TexelPlanes {
  const count = size * size;
  const [detail, tone]: Float32Array[][] = [[], []];
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
    for (let i = 0; i < count; i++) {
      fine[i] += (log[i] - near[i]) ** 2 / 3;
      log[i] = DETAIL_SCALE * (log[i] - low[i]);
      low[i] -= mean;
    }
    detail.push(log);
    tone.push(low);
  }
  const amplitude = amplitudeOf(fine, share, size);
  const random = createRandom(noiseSeed);
  // The room of what has been read.
  const noise = fine;
  for (let i = 0; i < count; i++) noise[i] = random.normal();
  return { size, share, detail, tone, amplitude, noise };
}

/** A part of a texture, texels. */
export interface TexelRectangle {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** All planes of a part [16, height, width]. */
export function cutPlanes(planes: TexelPlanes, { left, top, width, height }: TexelRectangle): Float32Array {
  const { size, share, detail, tone, amplitude, noise } = planes;
  const count = width * height;
  const out = new Float32Array(PLANE_COUNT * count);
  const copy = (plane: Float32Array, place: number): void => {
    for (let y = 0; y < height; y++) {
      const from = (top + y) * size + left;
      out.set(plane.subarray(from, from + width), place * count + y * width);
    }
  };
  copy(share, PLANES.share);
  copy(amplitude, PLANES.amplitude);
  copy(noise, PLANES.noise);
  const [shares, details, tones] = [PLANES.mirroredShare, PLANES.mirroredDetail, PLANES.mirroredTone];
  for (let c = 0; c < 3; c++) {
    copy(detail[c], PLANES.detail + c);
    copy(tone[c], PLANES.tone + c);
  }
  const rows = Math.min(height, Math.floor(CHART_END * size) - top);
  for (let y = 0; y < rows; y++)
    for (let x = 0; x < width; x++) {
      const i = (top + y) * size + left + x;
      const j = (top + y) * size + size - 1 - left - x;
      const k = y * width + x;
      out[shares * count + k] = share[j];
      for (let c = 0; c < 3; c++) {
        out[(details + c) * count + k] = share[j] * detail[c][j];
        out[(tones + c) * count + k] = share[j] * DETAIL_SCALE * (tone[c][j] - tone[c][i]);
      }
    }
  return out;
}

/** @returns PLANE_COUNT planes [16][size, size] */
export function completionPlanes(filled: FilledTexture, noiseSeed = NOISE_SEED): Float32Array[] {
  const { size } = filled;
  const all = cutPlanes(texelPlanes(filled, noiseSeed), { left: 0, top: 0, width: size, height: size });
  return Array.from({ length: PLANE_COUNT }, (_, p) => all.subarray(p * size * size, (p + 1) * size * size));
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
