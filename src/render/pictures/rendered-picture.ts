import { byteFromLinear } from '../../image/color.ts';
import type { ByteImage } from '../../image/image.ts';
import { NO_TRIANGLE } from '../../kernels/jobs/pixels/rasterize.ts';
import type { RealArray } from '../../kernels/kernel.ts';
import type { ProjectedMesh } from '../mesh/kernel-mesh.ts';

/**
 * A rendering as an 8-bit picture.
 * @param colors colour and coverage [h, w, 4], linear light
 * @param out where the bytes go [h, w, 3]; what no mesh covers is left as it is
 */
export function renderedPicture(
  { width, height, triangle }: Pick<ProjectedMesh, 'width' | 'height' | 'triangle'>,
  colors: RealArray,
  out: Uint8Array,
): ByteImage {
  for (let i = 0; i < width * height; i++) {
    if (triangle[i] === NO_TRIANGLE) continue;
    out[3 * i] = byteFromLinear(colors[4 * i]);
    out[3 * i + 1] = byteFromLinear(colors[4 * i + 1]);
    out[3 * i + 2] = byteFromLinear(colors[4 * i + 2]);
  }
  return { width, height, data: out };
}
