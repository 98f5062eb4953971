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

/** How much of what all channels share is left, so that what has no colour is not all black; all of it in a picture without colours. */
const SHARED = 0.1;
/** Mean difference of the channels, of the largest, from which on a picture has colours. */
const COLORED = 0.04;

/**
 * log(max - (1 - s) min + 0.03) of the channels: gloss, which adds as much to each, is all but gone, so that skin looks alike from
 * all sides (the specular-free image of Tan and Ikeuchi 2005, with some of the minimum left). Noisier than the grey.
 * @param out where it goes [h, w]
 */
export function logMatte<Reals extends RealArray>({ channels, data }: LinearImage, out: Reals): Reals {
  let [difference, most] = [0, 0];
  for (let k = 0; k < data.length; k += channels) {
    const largest = Math.max(data[k], data[k + 1], data[k + 2]);
    difference += largest - Math.min(data[k], data[k + 1], data[k + 2]);
    most += largest;
  }
  const share = difference < COLORED * most ? 1 : SHARED;
  for (let i = 0, k = 0; i < out.length; i++, k += channels) {
    const least = Math.min(data[k], data[k + 1], data[k + 2]);
    out[i] = Math.log(Math.max(data[k], data[k + 1], data[k + 2]) - (1 - share) * least + LOG_OFFSET);
  }
  return out;
}

/** What of a picture's colours is compared: `grey` says most where skin is matte, `matte` where it shines. */
export const GREYS = { grey: logGrey, matte: logMatte } as const;
export type GreyKind = keyof typeof GREYS;
