import { type HeadModel, skinTriangles } from '../../../head/head-model.ts';
import type { LinearImage } from '../../../image/image.ts';
import type { RealArray } from '../../../kernels/kernel.ts';
import { uvTriangles } from '../../mesh/head-mesh.ts';
import { coverTexels } from '../../raster/covered-texels.ts';
import type { SkinTexels } from '../texels.ts';
import { broadGains } from './broad-tones.ts';
import { sideGains } from './side-tones.ts';
import { hueGains } from './skin-hues.ts';
import { addGains, forEachGain } from './vertex-gains.ts';

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

/**
 * A skin as one view shows it: in the local lights that were taken off it, and in its lamp and shadows.
 * @param gains of {@link localGains} @param cast the view's, as `castLight` has it
 */
export function inLocalLight(
  head: HeadModel,
  albedo: LinearImage,
  { gains, cast }: { readonly gains: Float64Array | null; readonly cast: Float64Array | null },
): LinearImage {
  if (gains === null && cast === null) return albedo;
  const logs = Float64Array.from(gains ?? cast ?? [], (_, i) => (cast?.[i] ?? 0) - (gains?.[i] ?? 0));
  const order = Array.from({ length: skinTriangles(head).length / 3 }, (_, t) => t);
  const covered = coverTexels({ uvs: head.uvs, corners: uvTriangles(head) }, albedo.width, order);
  const data = albedo.data.slice();
  forEachGain(head, covered, logs, (i, c, log) => {
    data[3 * covered.index[i] + c] *= Math.exp(log);
  });
  return { ...albedo, data };
}
