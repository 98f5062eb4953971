import type { HeadModel } from '../../../head/head-model.ts';
import type { RealArray } from '../../../kernels/kernel.ts';
import type { SkinTexels } from '../texels.ts';
import { broadGains } from './broad-tones.ts';
import { sideGains } from './side-tones.ts';
import { hueGains } from './skin-hues.ts';
import { addGains } from './vertex-gains.ts';

/** What tells skin in a local light, in turn. */
const TELLERS = [sideGains, broadGains, hueGains];

/**
 * Takes local lights off skin, in place: what a view's light, the same all over the head, does not tell of.
 * @param sum colours without light times weights, and weights, of the texels [N, 4]
 * @returns logarithms of what colours were multiplied by [skin vertices, 3]; null where nothing was
 */
export function localGains(head: HeadModel, texels: SkinTexels, sum: RealArray): Float64Array | null {
  let all: Float64Array | null = null;
  for (const tell of TELLERS) {
    const gains = tell(head, texels, sum);
    if (gains === null) continue;
    addGains(head, texels, gains, sum);
    all = all === null ? gains : all.map((before, i) => before + gains[i]);
  }
  return all;
}
