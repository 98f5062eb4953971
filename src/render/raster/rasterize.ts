import { type Camera, project } from '../../geometry/camera.ts';
import { RASTERIZE } from '../../kernels/jobs/pixels/rasterize.ts';
import type { RealArray } from '../../kernels/kernel.ts';

/** What a pixel sees: which triangle, how far. */
export interface ZBuffer {
  readonly width: number;
  readonly height: number;
  /** [H, W] index of the nearest triangle, NO_TRIANGLE for none. */
  readonly triangle: Uint32Array;
  /** [H, W] camera-space depth in mm, Infinity for none. */
  readonly depth: RealArray;
}

/** Nearer than this, mm, nothing is drawn. */
export const NEAR = 1;

/**
 * {@link RASTERIZE} of one view in ordinary memory.
 * @param pixels [V, 3] x, y in pixels, z in mm (camera.project).
 * @param triangles [T, 3]
 */
export function rasterize(pixels: Float64Array, triangles: Uint32Array, width: number, height: number): ZBuffer {
  const depth = new Float32Array(width * height);
  const triangle = new Uint32Array(width * height);
  RASTERIZE.plain({
    pixels,
    triangles,
    triangleCount: triangles.length / 3,
    width,
    height,
    near: NEAR,
    depth,
    triangle,
  });
  return { width, height, triangle, depth };
}

/**
 * Which points a camera sees: those not farther than the z-buffer by more than `toleranceMm` at
 * every one of the four pixels around them, so that a point at the rim does not look through a gap.
 * @param depth the camera's z-buffer [H, W]
 * @param points head space [N, 3]
 * @returns [N] 1 where visible.
 */
export function visiblePoints(camera: Camera, depth: RealArray, points: Float64Array, toleranceMm: number): Uint8Array {
  const { width, height } = camera;
  const pixels = project(camera, points);
  const out = new Uint8Array(pixels.length / 3);
  for (let i = 0; i < out.length; i++) {
    const x = Math.floor(pixels[3 * i] - 0.5);
    const y = Math.floor(pixels[3 * i + 1] - 0.5);
    const z = pixels[3 * i + 2];
    if (!(x >= 0 && y >= 0 && x + 1 < width && y + 1 < height && z > 0)) continue;
    const k = y * width + x;
    const nearest = Math.min(depth[k], depth[k + 1], depth[k + width], depth[k + width + 1]);
    out[i] = z <= nearest + toleranceMm ? 1 : 0;
  }
  return out;
}
