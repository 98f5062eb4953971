import { smoothStep } from '../../../src/geometry/smooth-step.ts';
import { byteFromLinear, linearFromSrgb } from '../../../src/image/color.ts';
import type { ByteImage } from '../../../src/image/image.ts';

/** How much more of red, green and blue teeth reflect than MakeHuman's, which are grey: people's are ivory (L* some 75, b* some 10 to 20). */
const IVORY = [1.4, 1.28, 1.05] as const;
/** Colours whose components differ by less than the first are teeth's, by more than the second gums', sRGB bytes. */
const GREY = [20, 45] as const;

/** A texture of teeth and gums with teeth of ivory. @param texture sRGB */
export function enamelTexture(texture: ByteImage): ByteImage {
  const { data } = texture;
  const out = data.slice();
  for (let i = 0; i < data.length; i += 3) {
    const [r, g, b] = data.subarray(i, i + 3);
    const tooth = 1 - smoothStep(Math.max(r, g, b) - Math.min(r, g, b), GREY);
    for (let k = 0; k < 3; k++)
      out[i + k] = byteFromLinear(linearFromSrgb(data[i + k] / 255) * (1 + tooth * (IVORY[k] - 1)));
  }
  return { ...texture, data: out };
}
