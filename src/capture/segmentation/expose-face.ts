import { median } from '../../geometry/median.ts';
import { byteFromLinear, luminance } from '../../image/color.ts';
import type { LinearImage } from '../../image/image.ts';

/** Median luminance that a face is brought to, linear. */
const FACE_LUMINANCE = 0.5;
/** Chromaticity of skin under white light, of luminance 1. */
const SKIN: readonly [number, number, number] = [1.42, 0.92, 0.58];
const DARKEST = 1e-4;

/**
 * A picture as a camera that exposes for the face, and half corrects for its colour, would show it:
 *   g_c = sqrt(skin_c / face_c) with both of luminance 1, then a gain that brings the face's median luminance to 0.5.
 * @param at pixels of the face, indices; none leaves the picture as it is
 * @returns [H, W, 3] sRGB in 0..1
 */
export function exposeFace({ data }: LinearImage, at: readonly number[]): Float32Array {
  const gains = at.length === 0 ? [1, 1, 1] : faceGains(data, at);
  const out = new Float32Array(data.length);
  for (let i = 0; i < data.length; i++) out[i] = byteFromLinear(gains[i % 3] * data[i]) / 255;
  return out;
}

function faceGains(data: Float32Array, at: readonly number[]): readonly number[] {
  const face = [0, 1, 2].map((c) => Math.max(DARKEST, median(at.map((k) => data[3 * k + c]))));
  const level = luminance(face[0], face[1], face[2]);
  const balance = face.map((value, c) => Math.sqrt((SKIN[c] * level) / value));
  const light = median(
    at.map((k) => luminance(balance[0] * data[3 * k], balance[1] * data[3 * k + 1], balance[2] * data[3 * k + 2])),
  );
  const gain = FACE_LUMINANCE / Math.max(DARKEST, light);
  return balance.map((value) => gain * value);
}
