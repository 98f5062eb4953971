import { LINEAR_FROM_BYTE } from '../../image/color.ts';
import type { ByteImage } from '../../image/image.ts';

/** value^(1/2.2) of the linear light of each sRGB byte. */
export const GAMMA_OF_BYTE: Float64Array = Float64Array.from(LINEAR_FROM_BYTE, (x) => x ** (1 / 2.2));

/**
 * Peak signal-to-noise ratio of a re-rendering on the face, dB:
 *   PSNR = -10 log10(mean over pixels and channels of (rendered^(1/2.2) - photo^(1/2.2))^2 + 1e-12)
 * @param triangle nearest triangle of each pixel [h, w]
 * @param faceTriangles 1 for triangles on the face; those beyond its end, and no triangle, are none
 * @returns null where the face covers no pixel
 */
export function facePsnr(
  photo: ByteImage,
  rendered: ByteImage,
  triangle: Uint32Array,
  faceTriangles: Uint8Array,
): number | null {
  let error = 0;
  let count = 0;
  for (let i = 0; i < photo.width * photo.height; i++) {
    const t = triangle[i];
    if (!(t < faceTriangles.length && faceTriangles[t] === 1)) continue;
    for (let k = 3 * i; k < 3 * i + 3; k++) {
      const gap = GAMMA_OF_BYTE[rendered.data[k]] - GAMMA_OF_BYTE[photo.data[k]];
      error += gap * gap;
    }
    count += 3;
  }
  return count === 0 ? null : -10 * Math.log10(error / count + 1e-12);
}
