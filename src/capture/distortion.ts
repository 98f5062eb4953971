import type { Camera } from '../geometry/camera.ts';
import { type ByteImage, byteImage, createLinearImage, linearImage, sampleBilinear } from '../image/image.ts';

/**
 * OpenCV's lens model (k1, k2, p1, p2, k3, k4, k5, k6) on normalised coordinates:
 *   x' = x (1 + k1 r2 + k2 r4 + k3 r6)/(1 + k4 r2 + k5 r4 + k6 r6) + 2 p1 x y + p2 (r2 + 2 x^2), y' likewise.
 */
export function distort(coefficients: readonly number[], x: number, y: number): [number, number] {
  const [k1 = 0, k2 = 0, p1 = 0, p2 = 0, k3 = 0, k4 = 0, k5 = 0, k6 = 0] = coefficients;
  const r2 = x * x + y * y;
  const radial = (1 + r2 * (k1 + r2 * (k2 + r2 * k3))) / (1 + r2 * (k4 + r2 * (k5 + r2 * k6)));
  return [x * radial + 2 * p1 * x * y + p2 * (r2 + 2 * x * x), y * radial + p1 * (r2 + 2 * y * y) + 2 * p2 * x * y];
}

/** Inverse of {@link distort} by fixed-point iteration (as OpenCV's undistortPoints). */
export function undistort(coefficients: readonly number[], x: number, y: number): [number, number] {
  let u = x;
  let v = y;
  for (let i = 0; i < 40; i++) {
    const [a, b] = distort(coefficients, u, v);
    u += x - a;
    v += y - b;
  }
  return [u, v];
}

/** Intrinsics alone, as far as the lens is concerned. */
export type Intrinsics = Pick<Camera, 'fx' | 'fy' | 'cx' | 'cy'>;

/** How far the middles of a picture's edges are moved, the largest share of their distance from the principal point. */
export function edgeDistortion(
  { width, height }: { readonly width: number; readonly height: number },
  camera: Intrinsics,
  coefficients: readonly number[],
): number {
  const edges = [
    [0, height / 2],
    [width, height / 2],
    [width / 2, 0],
    [width / 2, height],
  ];
  const moved = edges.map(([u, v]) => {
    const [x, y] = [(u - camera.cx) / camera.fx, (v - camera.cy) / camera.fy];
    const [a, b] = distort(coefficients, x, y);
    return Math.hypot(a - x, b - y) / Math.hypot(x, y);
  });
  return Math.max(...moved);
}

/** Resamples a photograph (in linear light) as a pinhole camera with the same K would have taken it. */
export function undistortImage(image: ByteImage, camera: Intrinsics, coefficients: readonly number[]): ByteImage {
  const source = linearImage(image);
  const out = createLinearImage(image.width, image.height, 3);
  const sample = new Float64Array(3);
  for (let y = 0; y < image.height; y++) {
    for (let x = 0; x < image.width; x++) {
      const [u, v] = distort(coefficients, (x + 0.5 - camera.cx) / camera.fx, (y + 0.5 - camera.cy) / camera.fy);
      sampleBilinear(source, u * camera.fx + camera.cx, v * camera.fy + camera.cy, sample);
      out.data.set(sample, 3 * (y * image.width + x));
    }
  }
  return byteImage(out);
}

/** The same for a mask: where most of a pixel is kept. @param mask [H, W] of 0 and 1 */
export function undistortMask(
  mask: Uint8Array,
  { width, height }: Pick<ByteImage, 'width' | 'height'>,
  camera: Intrinsics,
  coefficients: readonly number[],
): Uint8Array {
  const white = {
    width,
    height,
    data: Uint8Array.from({ length: 3 * mask.length }, (_, i) => 255 * mask[Math.floor(i / 3)]),
  };
  const moved = undistortImage(white, camera, coefficients);
  // Half of the light is level 188.
  return mask.map((_, i) => (moved.data[3 * i] >= 188 ? 1 : 0));
}

/** The same for classes, none of which lies between two others: the nearest pixel's. @param labels [H, W] */
export function undistortLabels(
  labels: Uint8Array,
  { width, height }: Pick<ByteImage, 'width' | 'height'>,
  camera: Intrinsics,
  coefficients: readonly number[],
): Uint8Array {
  return labels.map((_, k) => {
    const [u, v] = distort(
      coefficients,
      ((k % width) + 0.5 - camera.cx) / camera.fx,
      (Math.floor(k / width) + 0.5 - camera.cy) / camera.fy,
    );
    const x = Math.min(width - 1, Math.max(0, Math.floor(u * camera.fx + camera.cx)));
    const y = Math.min(height - 1, Math.max(0, Math.floor(v * camera.fy + camera.cy)));
    return labels[y * width + x];
  });
}

/** Moves pixels of the photograph as taken to where the pinhole image shows them. @param points [L, 2] */
export function undistortPoints(
  points: ArrayLike<number>,
  camera: Intrinsics,
  coefficients: readonly number[],
): Float64Array {
  const out = new Float64Array(points.length);
  for (let i = 0; i < points.length; i += 2) {
    const [u, v] = undistort(
      coefficients,
      (points[i] - camera.cx) / camera.fx,
      (points[i + 1] - camera.cy) / camera.fy,
    );
    out[i] = u * camera.fx + camera.cx;
    out[i + 1] = v * camera.fy + camera.cy;
  }
  return out;
}
