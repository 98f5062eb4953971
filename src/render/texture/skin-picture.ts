import { skinTriangles } from '../../head/head-model.ts';
import { byteFromLinear } from '../../image/color.ts';
import { type ByteImage, byteImage, halveImage, type LinearImage, sampleBilinear } from '../../image/image.ts';
import type { Kernels } from '../../kernels/kernel.ts';
import type { ShapedHead } from '../mesh/head-mesh.ts';
import { DARKEST } from './albedo-prior.ts';
import { type BakedTexture, paintView } from './bake-texture.ts';
import { addLevelled } from './blend/level-views.ts';
import { fadeTeeth } from './blend/lip-tone.ts';
import { takeFoldShade } from './shading/fold-shade.ts';
import { addGains } from './shading/vertex-gains.ts';
import { SURE_WEIGHT, texelGeometry } from './texels.ts';
import { type BakeView, type TextureView, textureViews } from './texture-views.ts';

/** A skin that was painted, and what from. */
export interface PaintedSkin {
  readonly shaped: ShapedHead;
  readonly views: readonly BakeView[];
  readonly baked: BakedTexture;
}

/** Texels that are worked on at a time, and the memory with them, whatever the size. */
const BAND_TEXELS = 2 ** 20;

/**
 * A painted skin as the picture of another size: as it is, halved, or painted anew in bands under the lights that were
 * found. What no view shows for certain goes over into the skin as it was painted:
 *   log c = w^2 log(seen) + (1 - w^2) log(painted), w the views' weight up to 1
 * @param size texels along a side, a power of two times or part of the painted one
 */
export function skinPicture(kernels: Kernels, painted: PaintedSkin, size: number): ByteImage {
  let { albedo } = painted.baked;
  while (albedo.width > size) albedo = halveImage(albedo);
  return albedo.width === size ? byteImage(albedo) : finerSkin(kernels, painted, size);
}

function finerSkin(kernels: Kernels, { shaped, views, baked }: PaintedSkin, size: number): ByteImage {
  const { memory } = kernels;
  const mark = memory.mark();
  const seen = textureViews(kernels, shaped.positions, skinTriangles(shaped.head), views);
  const out = enlarged(baked.albedo, size);
  const height = Math.max(1, Math.floor(BAND_TEXELS / size));
  for (let from = 0; from < size; from += height) {
    const rows = { from, to: Math.min(size, from + height) };
    paintRows({ kernels, shaped, seen, baked }, rows, out);
  }
  memory.release(mark);
  return out;
}

interface Painting extends Pick<PaintedSkin, 'shaped' | 'baked'> {
  readonly kernels: Kernels;
  readonly seen: readonly TextureView[];
}

function paintRows(
  { kernels, shaped, seen, baked }: Painting,
  rows: { readonly from: number; readonly to: number },
  { width, data }: ByteImage,
): void {
  const { memory } = kernels;
  const mark = memory.mark();
  const texels = texelGeometry(memory, shaped, width, rows);
  const { index } = texels;
  const sum = memory.real(4 * index.length);
  const painting = { kernels, shaped, texels, seen, lights: baked.lights, cast: baked.cast };
  seen.forEach((_, v) => {
    const viewMark = memory.mark();
    const own = paintView(painting, v, { gloss: baked.gloss[v], creases: baked.creases[v] });
    fadeTeeth(shaped.head, texels, baked.lips[v], own);
    takeFoldShade(texels, baked.folds[v], own);
    addLevelled(texels, baked.levels?.[v] ?? null, own, sum);
    memory.release(viewMark);
  });
  if (baked.gains !== null) addGains(shaped.head, texels, baked.gains, sum);
  const painted = new Float64Array(3);
  for (let i = 0; i < index.length; i++) {
    const total = sum[4 * i + 3];
    if (total === 0) continue;
    const share = Math.min(1, total / SURE_WEIGHT) ** 2;
    if (share < 1) sampleTexel(baked.albedo, index[i], width, painted);
    for (let c = 0; c < 3; c++) {
      const color = Math.max(DARKEST, sum[4 * i + c] / total);
      data[3 * index[i] + c] = byteFromLinear(share < 1 ? color ** share * painted[c] ** (1 - share) : color);
    }
  }
  memory.release(mark);
}

/** A picture in another size, bilinear. */
function enlarged(image: LinearImage, size: number): ByteImage {
  const data = new Uint8Array(3 * size * size);
  const color = new Float64Array(3);
  for (let texel = 0; texel < size * size; texel++) {
    sampleTexel(image, texel, size, color);
    for (let c = 0; c < 3; c++) data[3 * texel + c] = byteFromLinear(color[c]);
  }
  return { width: size, height: size, data };
}

function sampleTexel(image: LinearImage, texel: number, size: number, dst: Float64Array): void {
  const scale = image.width / size;
  sampleBilinear(image, ((texel % size) + 0.5) * scale, (Math.floor(texel / size) + 0.5) * scale, dst);
}
