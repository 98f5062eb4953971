import { type Camera, project } from '../geometry/camera.ts';
import type { RealArray } from '../kernels/kernel.ts';
import { RASTERIZE } from '../kernels/rasterize.ts';

/** What a pixel sees: which triangle, how far. */
export interface ZBuffer {
  readonly width: number;
  readonly height: number;
  /** [H, W] index of the nearest triangle, NO_TRIANGLE for none. */
  readonly triangle: Uint32Array;
  /** [H, W] camera-space depth in mm, Infinity for none. */
  readonly depth: RealArray;
}

/**
 * {@link RASTERIZE} of one view in ordinary memory.
 * @param pixels [V, 3] x, y in pixels, z in mm (camera.project).
 * @param triangles [T, 3]
 */
export function rasterize(
  pixels: Float64Array,
  triangles: Uint32Array,
  width: number,
  height: number,
  near = 1,
): ZBuffer {
  const depth = new Float32Array(width * height);
  const triangle = new Uint32Array(width * height);
  RASTERIZE.plain({ pixels, triangles, triangleCount: triangles.length / 3, width, height, near, depth, triangle });
  return { width, height, triangle, depth };
}

/**
 * Perspective-correct barycentric weights of the pixel centre (x + 0.5, y + 0.5) in triangle `t`.
 * @returns [wa, wb, wc] in `dst`, summing to 1.
 */
export function barycentricAt(
  pixels: ArrayLike<number>,
  triangles: ArrayLike<number>,
  t: number,
  x: number,
  y: number,
  dst: Float64Array,
): Float64Array {
  const a = 3 * triangles[3 * t];
  const b = 3 * triangles[3 * t + 1];
  const c = 3 * triangles[3 * t + 2];
  const px = x + 0.5;
  const py = y + 0.5;
  const ua = (pixels[b] - px) * (pixels[c + 1] - py) - (pixels[b + 1] - py) * (pixels[c] - px);
  const ub = (pixels[c] - px) * (pixels[a + 1] - py) - (pixels[c + 1] - py) * (pixels[a] - px);
  const uc = (pixels[a] - px) * (pixels[b + 1] - py) - (pixels[a + 1] - py) * (pixels[b] - px);
  const wa = ua / pixels[a + 2];
  const wb = ub / pixels[b + 2];
  const wc = uc / pixels[c + 2];
  const sum = wa + wb + wc;
  dst[0] = wa / sum;
  dst[1] = wb / sum;
  dst[2] = wc / sum;
  return dst;
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
