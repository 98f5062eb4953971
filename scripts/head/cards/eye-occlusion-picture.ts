import { OCCLUSION_SPAN_MM } from '../../../src/head/cards/eye-occlusion.ts';

/** Texels along a side. */
export const OCCLUSION_SIZE = 64;
/** Nearly black, as pupils are, with the red of light through lids; sRGB. */
const SHADE = [18, 10, 8] as const;
/**
 * How much the lids shade an eye at their rims, and how far, mm: what sixteen people in photographs show of their whites beside renderings without it
 * (docs/eyes.md), the upper lid's lashes with it.
 */
const UPPER = { most: 0.8, reach: 3 } as const;
const LOWER = { most: 0.38, reach: 1.7 } as const;

/**
 * Cover at u mm from the upper lid's rim and v mm from the lower one's,
 *   1 - (1 - 0.8 exp(-(u/3)^2)) (1 - 0.38 exp(-(v/1.7)^2))
 * @returns RGBA [size, size, 4]
 */
export function eyeOcclusionPicture(): Uint8Array {
  const size = OCCLUSION_SIZE;
  const left = ({ most, reach }: typeof UPPER | typeof LOWER, texel: number): number =>
    1 - most * Math.exp(-((((texel + 0.5) * OCCLUSION_SPAN_MM) / size / reach) ** 2));
  const out = new Uint8Array(4 * size * size);
  for (let y = 0; y < size; y++)
    for (let x = 0; x < size; x++)
      out.set([...SHADE, Math.round(255 * (1 - left(UPPER, x) * left(LOWER, y)))], 4 * (y * size + x));
  return out;
}
