import { smoothStep } from '../../../geometry/smooth-step.ts';

/** Width over which what the other side shows fades out, share of the texture. */
const FEATHER = 1 / 40;

/**
 * How far a texel that no view shows is shown on the head's other side: 1 well inside what is seen there, 0 at its edge.
 * @param weight how much of a texel is seen [size, size] @param mirror the texel on the other side, -1 where there is none [size, size]
 * @returns [size, size]; null where no texel is
 */
export function mirrorShare(size: number, weight: Float32Array, mirror: Int32Array): Float32Array | null {
  const step = 1 / (FEATHER * size);
  // Distance from texels of the skin that are not seen for certain; what is no skin stands in nobody's way.
  const inside = weight.map((w, texel) => (w >= 1 || mirror[texel] < 0 ? 1 : 0));
  for (let y = 1; y < size; y++)
    for (let x = 1; x < size; x++) {
      const k = y * size + x;
      inside[k] = Math.min(inside[k], inside[k - 1] + step, inside[k - size] + step);
    }
  for (let y = size - 2; y >= 0; y--)
    for (let x = size - 2; x >= 0; x--) {
      const k = y * size + x;
      inside[k] = Math.min(inside[k], inside[k + 1] + step, inside[k + size] + step);
    }
  let any = false;
  const out = new Float32Array(size * size);
  for (let texel = 0; texel < out.length; texel++) {
    const other = mirror[texel];
    if (other < 0 || weight[texel] >= 1 || weight[other] < 1) continue;
    out[texel] = smoothStep(inside[other], [0, 1]);
    any ||= out[texel] > 0;
  }
  return any ? out : null;
}
