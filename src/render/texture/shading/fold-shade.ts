import { smoothStep } from '../../../geometry/smooth-step.ts';
import type { HeadModel } from '../../../head/head-model.ts';
import { blurPlane } from '../../../image/blur-plane.ts';
import { luminance } from '../../../image/color.ts';
import { sampleBilinear } from '../../../image/image.ts';
import type { RealArray } from '../../../kernels/kernel.ts';
import { placeIn, squareAround, type TexelSquare } from '../../raster/texel-square.ts';
import { DARKEST } from '../blend/cell-colors.ts';
import { ownColors } from '../own-colors.ts';
import { type SkinTexels, SURE_WEIGHT, texelsWhere, vertexLane } from '../texels.ts';

/** Means that a fold's shade lies between, radii of twice a box as shares of the texture: standard deviations of some 0.5 and 8 mm of a face. */
const FINE = 2 / 1024;
const BROAD = 36 / 1024;
/** How much of it is taken off. */
const TAKEN = 0.9;
/** Logarithms from which on it is more than a fold's, and is left: a moustache, a mole. */
const DEEP = [0.7, 1.2] as const;

/** The shades that an expression's folds lay on one view's skin, over a square of the texture. */
export interface FoldShade extends TexelSquare {
  /** What colours are multiplied by without them, logarithms [side, side, 3]. */
  readonly gain: Float32Array;
}

/**
 * The shades of a smile's folds, which a rig's texture must not hold: its neutral face has nothing to go with them, and they would be scars. What differs from a place's surroundings more broadly
 * than pores and more finely than a cheek does,
 *   g = -0.9 f (1 - smoothstep |Y(m)|) m,  m = B_fine[l] - B_broad[l]
 * with l the logarithm of what is seen without the view's light, B its means around a texel over plain skin that is seen, f the region. Pores, lines, spots, a cheek's
 * red and its form stay; freckles as broad as a fold become fainter, beside a smile alone.
 * @param region of folds [skin vertices] 0..1 (fold-region.ts) @param own w and w times colours [N, 4] @returns null where the texture shows none of it
 */
export function findFoldShade(
  head: HeadModel,
  texels: SkinTexels,
  region: Float64Array,
  own: RealArray,
): FoldShade | null {
  const share = vertexLane(head, texels, region);
  const square = squareAround(texels, share, 2 * Math.ceil(BROAD * texels.size));
  if (square === null) return null;
  const { side } = square;
  const { logs, weight } = plainLogs(head, texels, own, square);
  const taken = new Float32Array(side * side);
  texels.index.forEach((texel, i) => {
    if (share[i] > 0) taken[placeIn(square, texel)] = TAKEN * share[i];
  });
  const shades = bandsOf(logs, weight, square);
  const gain = new Float32Array(3 * side * side);
  for (let k = 0; k < taken.length; k++) {
    if (taken[k] === 0 || weight[k] === 0) continue;
    const deep = smoothStep(Math.abs(luminance(shades[0][k], shades[1][k], shades[2][k])), DEEP);
    for (let c = 0; c < 3; c++) gain[3 * k + c] = -taken[k] * (1 - deep) * shades[c][k];
  }
  return { ...square, gain };
}

/** Weighted logarithms of plain skin in a square [3][side, side], and the weights. */
function plainLogs(head: HeadModel, texels: SkinTexels, own: RealArray, square: TexelSquare) {
  const others = ownColors(head);
  const plain = texelsWhere(head, texels, (v) => others[v] === 0);
  const weight = new Float32Array(square.side ** 2);
  const logs = [0, 1, 2].map(() => new Float32Array(weight.length));
  texels.index.forEach((texel, i) => {
    const total = own[4 * i + 3];
    const k = placeIn(square, texel);
    if (k < 0 || total === 0 || plain[i] === 0) return;
    weight[k] = Math.min(1, total / SURE_WEIGHT);
    for (let c = 0; c < 3; c++) logs[c][k] = weight[k] * Math.log(Math.max(DARKEST, own[4 * i + c] / total));
  });
  return { logs, weight };
}

/** Of each plane, the fine mean around each place less the broad one, 0 where nothing is seen. */
function bandsOf(
  logs: readonly Float32Array[],
  weight: Float32Array,
  { size, side }: TexelSquare,
): readonly Float32Array[] {
  const [fine, broad] = [FINE, BROAD].map((share) => {
    const radius = Math.max(1, Math.round(share * size));
    const total = blurPlane(weight, side, radius);
    return logs.map((log) => blurPlane(log, side, radius).map((sum, k) => (total[k] > 0 ? sum / total[k] : 0)));
  });
  return fine.map((plane, c) => plane.map((mean, k) => (weight[k] > 0 ? mean - broad[c][k] : 0)));
}

/** Takes folds' shades off a view's skin, in place, whatever the size of its texture. @param own w and w times colours [N, 4] */
export function takeFoldShade(
  { size, index }: Pick<SkinTexels, 'size' | 'index'>,
  shade: FoldShade | null,
  own: RealArray,
): void {
  if (shade !== null)
    forEachGain(shade, size, index, (i, c, log) => {
      own[4 * i + c] *= Math.exp(log);
    });
}

/** The other way: a skin's colours as the view shows them, in place. @param colors [size, size, 3] */
export function addFoldShade(
  { size, index }: Pick<SkinTexels, 'size' | 'index'>,
  shade: FoldShade,
  colors: Float32Array,
): void {
  forEachGain(shade, size, index, (i, c, log) => {
    colors[3 * index[i] + c] *= Math.exp(-log);
  });
}

/** Tells the gain at each texel of a texture, bilinear. @param size of that */
function forEachGain(
  { left, top, side, gain, ...found }: FoldShade,
  size: number,
  index: Uint32Array,
  tell: (texel: number, channel: number, log: number) => void,
): void {
  const scale = found.size / size;
  const gains = { width: side, height: side, channels: 3, data: gain } as const;
  const log = new Float64Array(3);
  for (let i = 0; i < index.length; i++) {
    const x = ((index[i] % size) + 0.5) * scale - left;
    const y = (Math.floor(index[i] / size) + 0.5) * scale - top;
    if (!(x >= 0.5 && y >= 0.5 && x <= side - 0.5 && y <= side - 0.5)) continue;
    sampleBilinear(gains, x, y, log);
    for (let c = 0; c < 3; c++) if (log[c] !== 0) tell(i, c, log[c]);
  }
}
