import type { LinearImage } from '../../../image/image.ts';
import type { Kernels, RealArray } from '../../../kernels/kernel.ts';
import { pixelTrust } from '../../../render/texture/pixel-trust.ts';
import { pickTexels } from '../../../render/texture/texels.ts';
import type { TextureView } from '../../../render/texture/texture-views.ts';
import { addSeen, type SeenLanes } from './add-seen.ts';
import type { HairMatte } from './hair-matte.ts';
import type { HairTexels } from './hair-texels.ts';

/** Where skin is believed less than this it is an ear's, or lies behind one: hair ends behind it, not in it. */
const TRUSTED_SKIN = 0.95;

/** A texel that is seen with less weight than this goes over into what lies around it. */
const SEEN_WEIGHT = 0.003;

/** A view of hair's edge. */
export interface EdgeView extends Pick<SeenLanes, 'light' | 'level'> {
  readonly view: TextureView;
  /** {@link HairPixels.mixed} [h, w] */
  readonly paints: Uint8Array;
  /** Of each texel [N], -1 where the view does not show it. */
  readonly pixels: Int32Array;
  readonly matte: HairMatte;
}

/** Adds colours at hair's edge, without their light, by how much they cover, to a sum [N, 4]. */
export function addEdge(
  kernels: Kernels,
  texels: HairTexels,
  { view, paints, pixels, matte, light, level }: EdgeView,
  sum: RealArray,
): void {
  const { memory } = kernels;
  const mark = memory.mark();
  const trust = memory.real(matte.cover.length);
  pixelTrust(view, paints, null, trust);
  for (let k = 0; k < trust.length; k++) trust[k] *= matte.cover[k];
  const shown = Uint32Array.from(pixels.keys()).filter(
    (i) => pixels[i] >= 0 && trust[pixels[i]] > 0 && texels.skinTrust[i] >= TRUSTED_SKIN,
  );
  const some = pickTexels(memory, texels, shown);
  const own = memory.real(4 * shown.length);
  addSeen(kernels, { ...view, mended: matte.mixed, trust, scalpTrust: trust }, some, { light, level, sum: own });
  shown.forEach((i, at) => {
    for (let c = 0; c < 4; c++) sum[4 * i + c] += own[4 * at + c];
  });
  memory.release(mark);
}

/** Colours of hair that is seen alone, and where it covers skin in part: times weights, and weights [N, 4]. */
export interface SeenColors {
  readonly own: RealArray;
  readonly mixed: RealArray;
  /** {@link PlacedCover.shown} [N] */
  readonly shown: Float64Array;
}

/** The same picture with the colours that cover skin in part, as far as views show these. @param picture changed */
export function withMixed(picture: LinearImage, { index }: HairTexels, { own, mixed, shown }: SeenColors): LinearImage {
  const { data } = picture;
  index.forEach((texel, i) => {
    const weight = mixed[4 * i + 3];
    if (weight === 0) return;
    const share = (shown[i] * weight) / (weight + Math.max(SEEN_WEIGHT, own[4 * i + 3]));
    for (let c = 0; c < 3; c++) data[3 * texel + c] += share * (mixed[4 * i + c] / weight - data[3 * texel + c]);
  });
  return picture;
}
