import { linearFromSrgb, srgbFromLinear } from '../../../image/color.ts';
import { blurred } from '../../../kernels/jobs/pixels/gaussian-blur.ts';
import { copyImage, type ImageAugmentation } from './face-picture.ts';

// The lens and the sensor: what a camera does to light.

/** Out of focus by a Gaussian of up to 2 pixels, mostly less. */
export const augmentByBlur: ImageAugmentation = (image, random) => {
  const { width, height, data } = image;
  const sigma = 2 * random.uniform() ** 2;
  if (sigma <= 0.3) return image;
  const out = copyImage(image);
  for (let c = 0; c < 3; c++) {
    const plane = new Float32Array(width * height);
    for (let i = 0; i < plane.length; i++) plane[i] = data[3 * i + c];
    const soft = blurred(plane, width, height, sigma);
    for (let i = 0; i < plane.length; i++) out.data[3 * i + c] = soft[i];
  }
  return out;
};

/** Steps of tone curves: too fine to be seen in the dark. */
const STEPS = 8192;

/** More or less colour, and a response curve x^gamma about sRGB's in its place. */
export const augmentByColor: ImageAugmentation = (image, random) => {
  const gamma = (1 / 2.2) * Math.exp(0.12 * random.normal());
  const saturation = Math.max(0, 1 + 0.25 * random.normal());
  const response = Float32Array.from({ length: STEPS }, (_, i) => linearFromSrgb((i / (STEPS - 1)) ** gamma));
  const out = copyImage(image);
  for (let k = 0; k < out.data.length; k += 3) {
    const grey = (image.data[k] + image.data[k + 1] + image.data[k + 2]) / 3;
    for (let c = 0; c < 3; c++) {
      const x = Math.min(1, Math.max(0, grey + saturation * (image.data[k + c] - grey)));
      out.data[k + c] = response[Math.round(x * (STEPS - 1))];
    }
  }
  return out;
};

/** Noise of the sensor: normal, up to 3 of 255 steps of the encoded picture, mostly less. */
export const augmentByNoise: ImageAugmentation = (image, random) => {
  const sigma = (3 * random.uniform() ** 2) / 255;
  const out = copyImage(image);
  for (let k = 0; k < out.data.length; k++)
    out.data[k] = linearFromSrgb(Math.min(1, Math.max(0, srgbFromLinear(image.data[k]) + sigma * random.normal())));
  return out;
};
