import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import sharp from 'sharp';
import { linearFromSrgb } from '../../src/image/color.ts';
import { dilate, forEachTexel } from '../../src/render/raster/uv-raster.ts';
import type { HeadCrop } from './crop/crop.ts';
import type { MakeHuman, ProxyMesh } from './makehuman/makehuman.ts';
import type { SkinChart } from './skin-chart.ts';

export const ALBEDO_SIZE = 512;
export const ALBEDO_MODE_SIZE = 256;
const MODE_COUNT = 5;
/** A third dark, two thirds light: the share of the target ethnicities, not that of the files. */
const DARK_SHARE = 1 / 3;
const BROW_CARD = 'eyebrow001';
const BROW_STRENGTH = 0.85;
/** dm; the card must not print through onto the back of the head. */
const FRONT_OF_HEAD = 0.8;

interface Raster {
  readonly size: number;
  /** [size, size, 2] source UV in the body layout, NaN outside the charts. */
  readonly bodyUv: Float32Array;
  /** [size, size, 2] frontal x, y in dm. */
  readonly frontal: Float32Array;
}

/** What skins are laid from. */
export interface SkinSources {
  readonly human: MakeHuman;
  readonly crop: HeadCrop;
  readonly chart: SkinChart;
  readonly brow: ProxyMesh;
}

export interface PackedAlbedo {
  readonly mean: Uint16Array;
  readonly modes: Int8Array;
  readonly modeScales: number[];
}

/** Mean and PCA modes of MakeHuman's CC0 skins, in linear light, re-laid onto the head's texture UV, brows painted in. */
export async function buildAlbedo(
  human: MakeHuman,
  crop: HeadCrop,
  chart: SkinChart,
  brow: ProxyMesh,
): Promise<PackedAlbedo> {
  const files = skinFiles(human.folder);
  const paintBrow = await browPainter(human, brow);
  const fine = rasterise(human, crop, chart, ALBEDO_SIZE);
  const coarse = rasterise(human, crop, chart, ALBEDO_MODE_SIZE);
  const dark = files.filter((file) => file.includes('darkskinned')).length;
  const weights = files.map((file) =>
    file.includes('darkskinned') ? DARK_SHARE / dark : (1 - DARK_SHARE) / (files.length - dark),
  );
  const mean = new Float64Array(3 * ALBEDO_SIZE ** 2);
  const small: Float64Array[] = [];
  for (const [i, file] of files.entries()) {
    const { data, info } = await sharp(file).removeAlpha().raw().toBuffer({ resolveWithObject: true });
    const sample = (raster: Raster): Float64Array =>
      dilate(resample(raster, data, info.width, paintBrow), raster.size, 3);
    const image = sample(fine);
    for (let k = 0; k < mean.length; k++) mean[k] += weights[i] * image[k];
    small.push(sample(coarse));
  }
  const { modes, scales } = albedoModes(small, weights);
  return { mean: Uint16Array.from(mean, (x) => Math.round(65535 * Math.min(1, x))), modes, modeScales: scales };
}

/** Pictures of MakeHuman's skins, in the order of their names. */
export function skinFiles(folder: string): string[] {
  const root = join(folder, 'public', 'data', 'skins');
  const files: string[] = [];
  for (const skin of readdirSync(root).sort()) {
    if (!/_(female|male)$/.test(skin)) continue;
    for (const file of readdirSync(join(root, skin, 'textures')).sort())
      if (/_diffuse\d?\.png$/.test(file)) files.push(join(root, skin, 'textures', file));
  }
  return files;
}

function rasterise(human: MakeHuman, crop: HeadCrop, chart: SkinChart, size: number): Raster {
  const bodyUv = new Float32Array(2 * size * size).fill(Number.NaN);
  const frontal = new Float32Array(2 * size * size);
  for (let q = 0; q < crop.skinQuads.length; q += 4) {
    for (const [a, b, c] of [
      [q, q + 1, q + 2],
      [q, q + 2, q + 3],
    ]) {
      const corners = [a, b, c].map((k) => ({
        x: chart.uvs[2 * chart.uvQuads[k]] * size,
        y: chart.uvs[2 * chart.uvQuads[k] + 1] * size,
        uv: crop.skinUvQuads[k],
        base: crop.rows[crop.skinQuads[k]].vertices[0],
      }));
      forEachTexel(corners, size, (texel, w) => {
        for (let k = 0; k < 2; k++) {
          bodyUv[2 * texel + k] = corners.reduce((sum, p, i) => sum + w[i] * human.uvs[2 * p.uv + k], 0);
          frontal[2 * texel + k] = corners.reduce((sum, p, i) => sum + w[i] * human.vertices[3 * p.base + k], 0);
        }
        const depth = corners.reduce((sum, p, i) => sum + w[i] * human.vertices[3 * p.base + 2], 0);
        if (chart.onChart[q >> 2] === 0 || depth < FRONT_OF_HEAD) frontal[2 * texel] = Number.NaN;
      });
    }
  }
  return { size, bodyUv, frontal };
}

/** Lays skins onto the head's texture, `size` texels a side, brows painted in: linear [size, size, 3], filled beside the charts. */
export async function skinLayer(
  { human, crop, chart, brow }: SkinSources,
  size: number,
): Promise<(file: string) => Promise<Float64Array>> {
  const paintBrow = await browPainter(human, brow);
  const raster = rasterise(human, crop, chart, size);
  return async (file) => {
    const { data, info } = await sharp(file).removeAlpha().raw().toBuffer({ resolveWithObject: true });
    return dilate(resample(raster, data, info.width, paintBrow), size, 3);
  };
}

type Paint = (x: number, y: number, color: Float64Array, offset: number) => void;

function resample(raster: Raster, data: Buffer, width: number, paint: Paint): Float64Array {
  const out = new Float64Array(3 * raster.size ** 2).fill(Number.NaN);
  const height = data.length / 3 / width;
  for (let i = 0; i < raster.size ** 2; i++) {
    const u = raster.bodyUv[2 * i];
    if (Number.isNaN(u)) continue;
    const x = Math.min(width - 1.001, Math.max(0, u * width - 0.5));
    const y = Math.min(height - 1.001, Math.max(0, (1 - raster.bodyUv[2 * i + 1]) * height - 0.5));
    const ix = Math.floor(x);
    const iy = Math.floor(y);
    for (let c = 0; c < 3; c++) {
      const at = (dx: number, dy: number): number => linearFromSrgb(data[3 * ((iy + dy) * width + ix + dx) + c] / 255);
      const top = at(0, 0) * (1 - x + ix) + at(1, 0) * (x - ix);
      const bottom = at(0, 1) * (1 - x + ix) + at(1, 1) * (x - ix);
      out[3 * i + c] = top * (1 - y + iy) + bottom * (y - iy);
    }
    if (!Number.isNaN(raster.frontal[2 * i])) paint(raster.frontal[2 * i], raster.frontal[2 * i + 1], out, 3 * i);
  }
  return out;
}

/** Blends the eyebrow card over the skin by frontal projection; the card floats just above the brow. */
async function browPainter(human: MakeHuman, brow: ProxyMesh): Promise<Paint> {
  const folder = join(human.folder, 'public', 'data', 'proxies', 'eyebrows', BROW_CARD, 'textures');
  const file = readdirSync(folder)
    .filter((name) => name.endsWith('.png'))
    .sort()[0];
  const { data, info } = await sharp(join(folder, file)).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  const position = (vertex: number, k: number): number => {
    let sum = brow.offsets[3 * vertex + k];
    for (let r = 0; r < 3; r++)
      sum += brow.weights[3 * vertex + r] * human.vertices[3 * brow.references[3 * vertex + r] + k];
    return sum;
  };
  const triangles: number[][] = [];
  for (let q = 0; q < brow.quads.length; q += 4) triangles.push([q, q + 1, q + 2], [q, q + 2, q + 3]);
  const cards = triangles.map((corners) =>
    corners.map((k) => ({
      x: position(brow.quads[k], 0),
      y: position(brow.quads[k], 1),
      u: brow.uvs[2 * brow.uvQuads[k]],
      v: brow.uvs[2 * brow.uvQuads[k] + 1],
    })),
  );
  return (x, y, color, offset) => {
    for (const [a, b, c] of cards) {
      const area = (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
      const wb = ((x - a.x) * (c.y - a.y) - (y - a.y) * (c.x - a.x)) / area;
      const wc = ((b.x - a.x) * (y - a.y) - (b.y - a.y) * (x - a.x)) / area;
      if (!(wb >= 0 && wc >= 0 && wb + wc <= 1)) continue;
      const u = a.u + wb * (b.u - a.u) + wc * (c.u - a.u);
      const v = a.v + wb * (b.v - a.v) + wc * (c.v - a.v);
      const px = Math.min(info.width - 1, Math.max(0, Math.floor(u * info.width)));
      const py = Math.min(info.height - 1, Math.max(0, Math.floor((1 - v) * info.height)));
      const k = 4 * (py * info.width + px);
      const alpha = (BROW_STRENGTH * data[k + 3]) / 255;
      for (let ch = 0; ch < 3; ch++)
        color[offset + ch] = (1 - alpha) * color[offset + ch] + alpha * linearFromSrgb(data[k + ch] / 255);
      return;
    }
  };
}

function albedoModes(
  images: readonly Float64Array[],
  weights: readonly number[],
): { modes: Int8Array; scales: number[] } {
  const length = images[0].length;
  const mean = new Float64Array(length);
  images.forEach((image, i) => {
    for (let k = 0; k < length; k++) mean[k] += weights[i] * image[k];
  });
  const rows = images.map((image, i) => image.map((x, k) => Math.sqrt(weights[i]) * (x - mean[k])));
  const gram = new Matrix(rows.map((a) => rows.map((b) => a.reduce((sum, x, k) => sum + x * b[k], 0))));
  const evd = new EigenvalueDecomposition(gram, { assumeSymmetric: true });
  const order = evd.realEigenvalues.map((_, i) => i).sort((a, b) => evd.realEigenvalues[b] - evd.realEigenvalues[a]);
  const modes = new Int8Array(MODE_COUNT * length);
  const scales: number[] = [];
  for (let m = 0; m < MODE_COUNT; m++) {
    const mode = new Float64Array(length);
    rows.forEach((row, i) => {
      const u = evd.eigenvectorMatrix.get(i, order[m]);
      for (let k = 0; k < length; k++) mode[k] += u * row[k];
    });
    const sum = mode.reduce((a, b) => a + b, 0);
    const peak = mode.reduce((best, x) => Math.max(best, Math.abs(x)), 0);
    const scale = ((sum < 0 ? -1 : 1) * peak) / 127;
    for (let k = 0; k < length; k++) modes[m * length + k] = Math.round(mode[k] / scale);
    scales.push(peak / 127);
  }
  return { modes, scales };
}
