import { luminance } from '../../../image/color.ts';
import type { LinearImage } from '../../../image/image.ts';
import type { RealArray } from '../../../kernels/kernel.ts';

/** Added before the logarithm, so that black stays finite. */
const LOG_OFFSET = 0.03;

/** log(grey + 0.03) of a picture. @param out where it goes [h, w] */
export function logGrey<Reals extends RealArray>({ channels, data }: LinearImage, out: Reals): Reals {
  for (let i = 0, k = 0; i < out.length; i++, k += channels)
    out[i] = Math.log(luminance(data[k], data[k + 1], data[k + 2]) + LOG_OFFSET);
  return out;
}
