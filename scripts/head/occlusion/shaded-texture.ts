import { byteFromLinear, linearFromSrgb } from '../../../src/image/color.ts';
import type { ByteImage } from '../../../src/image/image.ts';
import { dilate } from '../../../src/render/raster/uv-raster.ts';

/** Of the light this much comes from where one looks from, and lights all that is seen; the rest is the sky's. */
const FROM_THE_EYE = 0.4;

/**
 * What of a sky's light leaves a place of albedo rho again, where a share x of the sky is seen and the rest is hidden by neighbours of the same
 * albedo, which pass light on (Jimenez et al. 2016, "Practical Realtime Strategies for Accurate Indirect Occlusion"):
 *   max(x, ((a x + b) x + c) x),  a = 2.0404 rho - 0.3324,  b = -4.7951 rho + 0.6417,  c = 2.7552 rho + 0.6903
 */
export function lightAmongNeighbours(seen: number, albedo: number): number {
  const a = 2.0404 * albedo - 0.3324;
  const b = -4.7951 * albedo + 0.6417;
  const c = 2.7552 * albedo + 0.6903;
  return Math.max(seen, ((a * seen + b) * seen + c) * seen);
}

/** A linear colour in the shade: f + (1 - f) times {@link lightAmongNeighbours} of it, f = {@link FROM_THE_EYE}. */
export function shaded(albedo: number, seen: number): number {
  return albedo * (FROM_THE_EYE + (1 - FROM_THE_EYE) * lightAmongNeighbours(seen, albedo));
}

/**
 * A part's texture in its shade; beyond the part the shade goes on as at its edge.
 * @param texture sRGB, square
 * @param seen shares of the sky by texels, NaN beyond the part (sky-over-texture.ts)
 */
export function shadedTexture(texture: ByteImage, seen: Float64Array): ByteImage {
  const whole = dilate(seen, texture.width, 1);
  const data = texture.data.map((byte, i) =>
    byteFromLinear(shaded(linearFromSrgb(byte / 255), whole[Math.floor(i / 3)])),
  );
  return { ...texture, data };
}
