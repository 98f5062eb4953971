import type { LinearImage } from '../../image/image.ts';
import { blurred } from '../../kernels/jobs/pixels/gaussian-blur.ts';

/**
 * Fine relief of the skin from its texture by "dark is deep" [Beeler 2010, High-Quality Single-Shot Capture of Facial
 * Geometry, mesoscopic augmentation]: light that a smooth surface explains is out of the texture, so that what is darker
 * than its surroundings lies lower than they do.
 *   d = depth (log L - blurred log L), denoised, bounded, where the photograph shows skin
 * @param texture light-free skin colour [size, size, 3]
 * @param trust how well the photograph shows each texel, 0 where nothing may be raised [size, size]
 * @returns displacement along the normal [size, size] mm
 */
export function photoDetail(texture: LinearImage, trust: Float32Array): Float32Array {
  const { width: size, data } = texture;
  const sigma = (BROAD_SIGMA * size) / 512;
  const weight = Float32Array.from(trust, (t) => t + 1e-4);
  const log = new Float32Array(size * size);
  for (let i = 0; i < log.length; i++) {
    const luminance = 0.2126 * data[3 * i] + 0.7152 * data[3 * i + 1] + 0.0722 * data[3 * i + 2];
    log[i] = weight[i] * Math.log(Math.max(DARKEST, luminance));
  }
  const blur = (image: Float32Array, s: number): Float32Array => Float32Array.from(blurred(image, size, size, s));
  const [fine, fineWeight] = [blur(log, (FINE_SIGMA * size) / 512), blur(weight, (FINE_SIGMA * size) / 512)];
  const [broad, broadWeight] = [blur(log, sigma), blur(weight, sigma)];
  return Float32Array.from(fine, (x, i) => {
    const difference = x / fineWeight[i] - broad[i] / broadWeight[i];
    // Soft bounds: moles and stubble must not become craters.
    return trust[i] * MAX_MM * Math.tanh((DEPTH_MM * difference) / MAX_MM);
  });
}

/** Texels of a 512 texture, about half a millimetre each. */
const FINE_SIGMA = 1;
const BROAD_SIGMA = 9;
/** Depth of a texel that is darker by a factor e. */
const DEPTH_MM = 1.5;
const MAX_MM = 0.7;
const DARKEST = 0.01;
