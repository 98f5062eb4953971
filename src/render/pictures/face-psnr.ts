import { LINEAR_FROM_BYTE } from '../../image/color.ts';
import type { ByteImage } from '../../image/image.ts';

/** value^(1/2.2) of the linear light of each sRGB byte. */
export const GAMMA_OF_BYTE: Float64Array = Float64Array.from(LINEAR_FROM_BYTE, (x) => x ** (1 / 2.2));

/** What of a view is the face: which triangle each pixel shows, and what the photograph has there. */
export interface FaceOfView {
  /** Nearest triangle of each pixel [h, w]. */
  readonly triangle: Uint32Array;
  /** 1 for triangles on the face; those beyond its end, and no triangle, are none. */
  readonly faceTriangles: Uint8Array;
  /** 1 where the photograph shows what lies before a head: hair, clothes, a hand's things [h, w]; null where nobody says. */
  readonly before: Uint8Array | null;
}

/**
 * Peak signal-to-noise ratio of a re-rendering on the face, where nothing lies before it, dB:
 *   PSNR = -10 log10(mean over pixels and channels of (rendered^(1/2.2) - photo^(1/2.2))^2 + 1e-12)
 * @returns null where no pixel shows the face
 */
export function facePsnr(photo: ByteImage, rendered: ByteImage, face: FaceOfView): number | null {
  const { triangle, faceTriangles, before } = face;
  let error = 0;
  let count = 0;
  for (let i = 0; i < photo.width * photo.height; i++) {
    const t = triangle[i];
    if (!(t < faceTriangles.length && faceTriangles[t] === 1) || before?.[i] === 1) continue;
    for (let k = 3 * i; k < 3 * i + 3; k++) {
      const gap = GAMMA_OF_BYTE[rendered.data[k]] - GAMMA_OF_BYTE[photo.data[k]];
      error += gap * gap;
    }
    count += 3;
  }
  return count === 0 ? null : -10 * Math.log10(error / count + 1e-12);
}
