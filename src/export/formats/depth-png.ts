import sharp from 'sharp';
import type { ZBuffer } from '../../render/raster/rasterize.ts';

/** Steps of a depth picture, mm. */
const DEPTH_STEP_MM = 0.01;

/**
 * A z-buffer as a 16-bit grey PNG: 65535 at the nearest point, falling by 1 each hundredth of a millimetre, 0 where no
 * surface is (so that what is farther than 655 mm behind the nearest point is cut off).
 */
export function depthPng({ width, height, depth }: ZBuffer): Promise<Buffer> {
  let nearest = Number.POSITIVE_INFINITY;
  for (const z of depth) nearest = Math.min(nearest, z);
  const grey = new Uint16Array(depth.length);
  for (let i = 0; i < grey.length; i++)
    if (Number.isFinite(depth[i])) grey[i] = Math.max(0, 65535 - Math.round((depth[i] - nearest) / DEPTH_STEP_MM));
  return sharp(grey, { raw: { width, height, channels: 1 } })
    .toColourspace('grey16')
    .png()
    .toBuffer();
}
