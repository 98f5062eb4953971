import type { Camera } from '../../geometry/camera.ts';
import type { RealArray } from '../../kernels/kernel.ts';

/** Pixels over which a view fades out towards a silhouette, an occluder or what is no skin. */
const FEATHER_PIXELS = 12;
/** mm between neighbouring pixels that make an edge */
const DEPTH_EDGE = 8;
/** What sums of steps leave where nothing should be, pixels. */
const ROUNDING = 1e-4;

/** A view's z-buffer, and where its trust goes. */
interface TrustedView {
  readonly camera: Pick<Camera, 'width' | 'height'>;
  readonly depth: RealArray;
}

/**
 * How far each pixel is believed: chessboard distance to the nearest depth edge or pixel that does not count, over the feather; 0 on
 * those and within the margin.
 * @param counts [h, w] 1 where pixels count; what does not is an edge where `margin` is given
 * @param margin pixels; null where what does not count is merely left out
 * @param trust [h, w] zeros, written
 */
export function pixelTrust(
  { camera: { width, height }, depth }: TrustedView,
  counts: ArrayLike<number>,
  margin: number | null,
  trust: RealArray,
): void {
  for (let y = 1; y < height - 1; y++)
    for (let x = 1; x < width - 1; x++) {
      const k = y * width + x;
      const nearby = Math.max(depth[k - 1], depth[k + 1], depth[k - width], depth[k + width]);
      trust[k] = nearby - depth[k] < DEPTH_EDGE && (margin === null || counts[k] !== 0) ? 1 : 0;
    }
  const inset = margin ?? 0;
  const reach = FEATHER_PIXELS + inset;
  const step = 1 / reach;
  for (let y = 1; y < height; y++)
    for (let x = 1; x < width; x++) {
      const k = y * width + x;
      trust[k] = Math.min(trust[k], trust[k - 1] + step, trust[k - width] + step);
    }
  for (let y = height - 2; y >= 0; y--)
    for (let x = width - 2; x >= 0; x--) {
      const k = y * width + x;
      trust[k] = Math.min(trust[k], trust[k + 1] + step, trust[k + width] + step);
    }
  if (inset > 0)
    for (let k = 0; k < trust.length; k++) trust[k] = Math.max(0, trust[k] * reach - inset - ROUNDING) / FEATHER_PIXELS;
  for (let k = 0; k < counts.length; k++) if (counts[k] === 0) trust[k] = 0;
}
