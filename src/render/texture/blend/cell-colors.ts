import type { RealArray } from '../../../kernels/kernel.ts';
import type { Texels } from '../texels.ts';

/** Least colour whose logarithm is taken. */
export const DARKEST = 1e-3;
/** Cells with a twentieth of the fullest one's weight are believed. */
const SURE = 20;

/** Mean log colours of one view in the squares of a grid over the texture [cells^2, 3], and how far they are believed, 0..1 [cells^2]. */
export interface CellColors {
  readonly log: Float32Array;
  readonly weight: Float32Array;
}

/** @param own w and w times a view's colours [N, 4] @param cells along a side of the texture */
export function cellColors({ size, index }: Pick<Texels, 'size' | 'index'>, own: RealArray, cells: number): CellColors {
  const log = new Float32Array(3 * cells * cells);
  const weight = new Float32Array(cells * cells);
  for (let i = 0; i < index.length; i++) {
    const w = own[4 * i + 3];
    if (w === 0) continue;
    const cell = cellAt(size, cells, index[i]);
    weight[cell] += w;
    for (let c = 0; c < 3; c++) log[3 * cell + c] += own[4 * i + c];
  }
  const most = weight.reduce((a, b) => Math.max(a, b), 1e-12);
  for (let cell = 0; cell < weight.length; cell++) {
    if (weight[cell] === 0) continue;
    for (let c = 0; c < 3; c++) log[3 * cell + c] = Math.log(Math.max(DARKEST, log[3 * cell + c] / weight[cell]));
    weight[cell] = Math.min(1, (SURE * weight[cell]) / most);
  }
  return { log, weight };
}

/** A place between the cells of a row or column: the cell before it, and how far it lies beyond that one's middle, 0..1. */
export interface CellPlaces {
  /** Along a side. */
  readonly cells: number;
  readonly first: Uint8Array;
  readonly share: Float64Array;
}

/** Of all texels along a side. @param size texels @param cells along it, 255 at most */
export function cellPlaces(size: number, cells: number): CellPlaces {
  const first = new Uint8Array(size);
  const share = new Float64Array(size);
  for (let p = 0; p < size; p++) {
    const at = Math.min(cells - 1, Math.max(0, ((p + 0.5) * cells) / size - 0.5));
    first[p] = Math.min(cells - 2, Math.floor(at));
    share[p] = at - first[p];
  }
  return { cells, first, share };
}

/** The cell that a texel lies in. @param size texels along a side of the texture @param cells along it */
export function cellAt(size: number, cells: number, texel: number): number {
  const along = (place: number): number => Math.floor(((place + 0.5) * cells) / size);
  return along(Math.floor(texel / size)) * cells + along(texel % size);
}

/** What cells hold at a texel, bilinear. @param values [cells, cells, dst.length] */
export function sampleCells(
  values: Float32Array,
  { cells, first, share }: CellPlaces,
  texel: number,
  dst: Float64Array,
): void {
  const size = first.length;
  const channels = dst.length;
  const x = texel % size;
  const y = Math.floor(texel / size);
  const a = channels * (first[y] * cells + first[x]);
  const b = a + channels * cells;
  for (let c = 0; c < channels; c++) {
    const top = values[a + c] + share[x] * (values[a + channels + c] - values[a + c]);
    const bottom = values[b + c] + share[x] * (values[b + channels + c] - values[b + c]);
    dst[c] = top + share[y] * (bottom - top);
  }
}
