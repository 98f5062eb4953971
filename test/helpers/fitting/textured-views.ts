import { greyViews, type SurfaceFeature, viewFeatures } from '../../../src/fitting/evidence/pixels/feature-images.ts';
import type { Camera } from '../../../src/geometry/camera.ts';
import { createRandom } from '../../../src/geometry/random.ts';
import { createLinearImage, type LinearImage } from '../../../src/image/image.ts';
import type { Kernels } from '../../../src/kernels/kernel.ts';

const WIDTH = 60;
const HEIGHT = 50;

/** A camera 100 mm before the head, turned about its vertical axis by `yaw` rad. */
export function turnedCamera(yaw: number): Camera {
  const c = Math.cos(yaw);
  const s = Math.sin(yaw);
  return {
    width: WIDTH,
    height: HEIGHT,
    fx: 90,
    fy: 90,
    cx: WIDTH / 2,
    cy: HEIGHT / 2,
    rotation: Float64Array.of(c, 0, s, 0, -1, 0, s, 0, -c),
    translation: Float64Array.of(0, 0, 100),
  };
}

/** A smooth random picture of {@link turnedCamera}'s size, with gradients everywhere. */
export function texturedImage(seed: number): LinearImage {
  const random = createRandom(seed);
  const waves = Array.from({ length: 6 }, () => [random.normal(), random.normal(), 6 * random.uniform()]);
  const image = createLinearImage(WIDTH, HEIGHT, 3);
  for (let i = 0; i < WIDTH * HEIGHT; i++) {
    const wave = waves.reduce(
      (sum, [a, b, p]) => sum + Math.sin(0.15 * (a * (i % WIDTH) + b * Math.floor(i / WIDTH)) + p),
      0,
    );
    image.data.fill(0.4 + 0.06 * wave, 3 * i, 3 * i + 3);
  }
  return image;
}

/** Features of {@link texturedImage}. */
export function texturedFeature(kernels: Kernels, seed: number): SurfaceFeature {
  const image = texturedImage(seed);
  const mask = new Uint8Array(WIDTH * HEIGHT).fill(1);
  // 0.9 pixels per mm.
  const camera = { fx: 0.9, fy: 0.9, translation: Float64Array.of(0, 0, 1) } as unknown as Camera;
  return viewFeatures(kernels, greyViews(kernels.memory, [{ image, mask, labels: null }], 'grey'), [camera], 2)[0];
}
