import type { LinearImage } from '../../../image/image.ts';
import type { Triple } from '../../../image/oklab.ts';
import { type KernelMemory, type RealArray, singles, singlesCopy } from '../../../kernels/kernel.ts';
import { pushPull } from '../../../render/texture/push-pull.ts';
import { SURE_WEIGHT } from '../../../render/texture/texels.ts';
import { hairPalette } from './hair-palette.ts';
import type { HairTexels } from './hair-texels.ts';
import { towardsMelanin } from './melanin.ts';
import { chartPlace, STRAND_DEVIATION, strandNoise, wayOut } from './strands.ts';

/** Of the head's other side, where a texel is not seen. */
const MIRROR_SHARE = 0.2;
/** Of the palette's colour where nothing is seen: far from what is, its border's colours do not count. */
const PALETTE_WEIGHT = 1e-4;
/** What strands that nobody saw differ by, of what seen texels do: part of that is shade; and at most, of their colour. */
const STRAND_SHARE = 0.4;
const STRAND_MOST = 0.18;

/** So far from its edge hair's colours are its own, mm: skin shines through, and pixels are mixed. */
const EDGE_MM = 25;

/**
 * Colours of hair: the seen ones, what none shows from the head's other side and from the hair around it, beyond some
 * 70 mm from what hair has at so much of its way, with strands that differ as the seen ones do ({@link hairPalette}).
 * @param sum colours times weights, and weights [N, 4] @param tint what the photographs' light multiplies colours by, of luminance 1
 */
export function fillHair(
  memory: KernelMemory,
  { size, index, edge }: HairTexels,
  sum: RealArray,
  tint: Triple,
): LinearImage {
  const mark = memory.mark();
  const color = singles(memory, 3 * size * size);
  const weight = singles(memory, size * size);
  const palette = hairPalette(index, size, awayFromEdge(memory, sum, edge));
  const [red, green, blue] = palette.usual;
  const ofHair = towardsMelanin(palette.usual, [red * tint[0], green * tint[1], blue * tint[2]]);
  index.forEach((texel, i) => {
    const total = sum[4 * i + 3];
    if (total === 0) return;
    weight[texel] = Math.min(1, total / SURE_WEIGHT);
    const own = ofHair([sum[4 * i] / total, sum[4 * i + 1] / total, sum[4 * i + 2] / total]);
    for (let c = 0; c < 3; c++) color[3 * texel + c] = weight[texel] * own[c];
  });
  const own = singlesCopy(memory, weight);
  const seenColor = singlesCopy(memory, color);
  for (const texel of index) {
    const row = Math.floor(texel / size);
    const other = row * size + (size - 1 - (texel % size));
    const share = MIRROR_SHARE * (1 - own[texel]);
    weight[texel] += share * own[other];
    for (let c = 0; c < 3; c++) color[3 * texel + c] += share * seenColor[3 * other + c];
  }
  for (const texel of index) {
    const share = PALETTE_WEIGHT * (1 - weight[texel]);
    if (share <= 0) continue;
    const usual = ofHair(palette.at(wayOut(...chartPlace(texel, size))).mean);
    weight[texel] += share;
    for (let c = 0; c < 3; c++) color[3 * texel + c] += share * usual[c];
  }
  const data = pushPull(color, weight, size);
  for (const texel of index) {
    if (own[texel] === 1) continue;
    const place = chartPlace(texel, size);
    const { mean, spread } = palette.at(wayOut(...place));
    const strand = ((1 - own[texel]) * strandNoise(...place)) / STRAND_DEVIATION;
    for (let c = 0; c < 3; c++) {
      const differs = mean[c] > 0 ? Math.min(STRAND_MOST, (STRAND_SHARE * spread[c]) / mean[c]) : 0;
      data[3 * texel + c] = Math.max(0, Math.min(1, data[3 * texel + c] * (1 + differs * strand)));
    }
  }
  memory.release(mark);
  return { width: size, height: size, channels: 3, data };
}

/** Sums in which what lies near the hair's edge counts little. @param sum [N, 4] @param edge [N] mm */
function awayFromEdge(memory: KernelMemory, sum: RealArray, edge: Float32Array): RealArray {
  const out = memory.real(sum.length);
  for (let i = 0; i < edge.length; i++) {
    const share = Math.max(0.02, Math.min(1, edge[i] / EDGE_MM)) ** 2;
    for (let c = 0; c < 4; c++) out[4 * i + c] = share * sum[4 * i + c];
  }
  return out;
}
