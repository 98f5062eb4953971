import { byteFromLinear, LINEAR_FROM_BYTE } from '../../image/color.ts';
import type { ByteImage } from '../../image/image.ts';
import { NO_TRIANGLE } from '../../kernels/jobs/pixels/rasterize.ts';
import type { RealArray } from '../../kernels/kernel.ts';
import type { ProjectedMesh } from '../mesh/kernel-mesh.ts';

/** value^(1/2.2) of the linear light of each sRGB byte. */
export const GAMMA_OF_BYTE: Float64Array = Float64Array.from(LINEAR_FROM_BYTE, (x) => x ** (1 / 2.2));

/**
 * Peak signal-to-noise ratio of a re-rendering on the face, dB, of what 8-bit pictures show:
 *   PSNR = -10 log10(mean over pixels and channels of (rendered^(1/2.2) - photo^(1/2.2))^2 + 1e-12)
 * @param rendered colour and coverage [h, w, 4], linear light
 * @param faceTriangles 1 for triangles on the face; those beyond its end are none
 * @returns null where the face covers no pixel
 */
export function facePsnr(
  photo: ByteImage,
  { triangle }: Pick<ProjectedMesh, 'triangle'>,
  rendered: RealArray,
  faceTriangles: Uint8Array,
): number | null {
  let error = 0;
  let count = 0;
  for (let i = 0; i < photo.width * photo.height; i++) {
    const t = triangle[i];
    if (t === NO_TRIANGLE || !(t < faceTriangles.length && faceTriangles[t] === 1)) continue;
    for (let c = 0; c < 3; c++) {
      const gap = GAMMA_OF_BYTE[byteFromLinear(rendered[4 * i + c])] - GAMMA_OF_BYTE[photo.data[3 * i + c]];
      error += gap * gap;
      count++;
    }
  }
  return count === 0 ? null : -10 * Math.log10(error / count + 1e-12);
}
