import { hairRegion } from '../../../head/anatomy/hair-region.ts';
import { skinTriangles } from '../../../head/head-model.ts';
import { type KernelMemory, singles, singlesCopy } from '../../../kernels/kernel.ts';
import type { ShapedHead } from '../../mesh/head-mesh.ts';
import { forEachCovered } from '../../raster/covered-texels.ts';
import { DARKEST } from '../albedo-prior.ts';
import { ownColors } from '../own-colors.ts';
import { pushPull } from '../push-pull.ts';
import { coveredSkin, type RasteredSkin } from '../skin-texels.ts';
import { evenCut } from './even-cut.ts';
import { mirrorShare } from './mirror-share.ts';
import { mirrorTexels } from './mirror-texels.ts';
import type { SeenTexture } from './seen-texture.ts';
import { softenBrows } from './soft-brows.ts';
import { type ToneMesh, toneField, toneMesh } from './tone-field.ts';

/** Weight of a zero where nothing is seen: what the tone's field leaves of the seen fades out over some ten texels. */
const FADE = 0.02;

/**
 * Seen texels as they are. Elsewhere what the head's other side shows, and where that shows nothing the model, either in the tone of
 * what is seen around, under hair and elsewhere apart:
 *   fill(base) = base exp(x[log seen/base] + P[what x leaves]),  base = fill(model)^(1 - m) mirrored(fill(model))^m
 * x: {@link toneField}; P: push-pull over the texture; m: how far the other side is seen.
 * Brows of the model are soft ({@link softenBrows}).
 * @param prior the albedo model's colours [size, size, 3] @returns [size, size, 3]
 */
export function fillUnseen(
  memory: KernelMemory,
  { head, underHair = hairRegion(head) }: Pick<ShapedHead, 'head' | 'underHair'>,
  seen: SeenTexture,
  prior: Float32Array,
): Float32Array {
  const { size, weight } = seen;
  const mark = memory.mark();
  const skin = { memory, head, covered: coveredSkin(head, size), tones: toneMesh(head, underHair) };
  const base = evenScalp(skin, prior);
  softenBrows(skin, size, base);
  const first = filled(skin, seen, base);
  const mirror = mirrorTexels(head, size);
  const share = mirrorShare(size, weight, mirror);
  const last = share === null ? first : filled(skin, seen, mixed(memory, first, mirror, share));
  evenCut(skin, seen, last);
  const out = overChartEdges(memory, last, mirror, size);
  memory.release(mark);
  return out;
}

/** Colours with those of the head's other side, as far as that is seen [size, size, 3]. */
function mixed(memory: KernelMemory, first: Float32Array, mirror: Int32Array, share: Float32Array): Float32Array {
  const out = singlesCopy(memory, first);
  for (let texel = 0; texel < share.length; texel++) {
    const m = share[texel];
    if (m === 0) continue;
    const other = mirror[texel];
    for (let c = 0; c < 3; c++) out[3 * texel + c] = first[3 * texel + c] ** (1 - m) * first[3 * other + c] ** m;
  }
  return out;
}

/** The skin, and kernel memory for what is on the way: as garbage it is what a fit's memory peaks at. */
interface FilledSkin extends RasteredSkin {
  readonly memory: KernelMemory;
  readonly tones: ToneMesh;
}

/**
 * A model's colours where hair grows as the mean (of logarithms) of plain skin elsewhere, without lips and lids: the stubble of its people is not this one's.
 * Between the two they go over into each other on one triangle.
 */
function evenScalp(skin: FilledSkin, prior: Float32Array): Float32Array {
  const { memory, head, covered } = skin;
  const triangles = skinTriangles(head);
  const hairy = hairRegion(head);
  const own = ownColors(head);
  const out = singlesCopy(memory, prior);
  const sum = new Float64Array(3);
  let count = 0;
  for (let i = 0; i < covered.index.length; i++) {
    const t = 3 * covered.triangle[i];
    if (own[triangles[t]] + own[triangles[t + 1]] + own[triangles[t + 2]] > 0) continue;
    count++;
    for (let k = 0; k < 3; k++) sum[k] += Math.log(Math.max(DARKEST, prior[3 * covered.index[i] + k]));
  }
  const mean = sum.map((logs) => logs / Math.max(1, count));
  forEachCovered(covered, (t, first, end, weights) => {
    const a = hairy[triangles[3 * t]];
    const b = hairy[triangles[3 * t + 1]];
    const c = hairy[triangles[3 * t + 2]];
    if (a + b + c === 0) return;
    for (let i = first, w = 0; i < end; i++, w += 3) {
      const share = weights[w] * a + weights[w + 1] * b + weights[w + 2] * c;
      if (share === 0) continue;
      for (let k = 0; k < 3; k++) {
        const at = 3 * covered.index[i] + k;
        out[at] = Math.exp((1 - share) * Math.log(Math.max(DARKEST, prior[at])) + share * mean[k]);
      }
    }
  });
  return out;
}

/** @param base [size, size, 3] @returns [size, size, 3], of texels off the skin the base's */
function filled(skin: FilledSkin, seen: SeenTexture, base: Float32Array): Float32Array {
  const { memory, head, covered, tones } = skin;
  const { size, color, weight } = seen;
  const tone = toneField(skin, seen, base, tones);
  const out = singlesCopy(memory, base);
  const mark = memory.mark();
  const rest = singles(memory, 3 * size * size);
  const weights = singles(memory, size * size);
  const triangles = skinTriangles(head);
  forEachCovered(covered, (t, first, end, shares) => {
    const a = 3 * triangles[3 * t];
    const b = 3 * triangles[3 * t + 1];
    const c = 3 * triangles[3 * t + 2];
    for (let i = first, s = 0; i < end; i++, s += 3) {
      const texel = covered.index[i];
      const w = weight[texel];
      weights[texel] = w + FADE * (1 - w);
      for (let k = 0; k < 3; k++) {
        const at = 3 * texel + k;
        out[at] =
          base[at] * Math.exp(shares[s] * tone[a + k] + shares[s + 1] * tone[b + k] + shares[s + 2] * tone[c + k]);
        rest[at] = w === 0 ? 0 : w * Math.log(Math.max(DARKEST, color[at]) / Math.max(DARKEST, out[at]));
      }
    }
  });
  const left = pushPull(rest, weights, size, singles(memory, rest.length));
  for (let texel = 0, i = 0; texel < weight.length; texel++) {
    const sure = weight[texel] >= 1;
    for (let k = 0; k < 3; k++, i++) {
      const value = sure ? color[i] : out[i] * Math.exp(left[i]);
      out[i] = Math.min(1, Math.max(DARKEST, value));
    }
  }
  memory.release(mark);
  return out;
}

/** Continues the skin's colours over the texels beside its charts, which are sampled at their edges. */
function overChartEdges(memory: KernelMemory, colors: Float32Array, mirror: Int32Array, size: number): Float32Array {
  const weights = singles(memory, mirror.length);
  for (let texel = 0; texel < weights.length; texel++) {
    weights[texel] = mirror[texel] < 0 ? 0 : 1;
    for (let c = 0; c < 3; c++) colors[3 * texel + c] *= weights[texel];
  }
  return pushPull(colors, weights, size);
}
