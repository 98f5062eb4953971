import { solveCholesky } from '../../../geometry/cholesky.ts';
import { browVertices } from '../../../head/cards/brow-vertices.ts';
import type { HeadModel } from '../../../head/head-model.ts';
import { onceAHead } from '../../../head/once-a-head.ts';
import type { RealArray } from '../../../kernels/kernel.ts';
import { withRing } from '../own-colors.ts';
import { pushPull } from '../push-pull.ts';
import { type SkinTexels, type Texels, texelsWhere } from '../texels.ts';
import { type CellColors, cellColors, cellPlaces, sampleCells } from './cell-colors.ts';
import { type KeptColors, keptColors, ODD_CELLS } from './odd-colors.ts';

/** Texels between those that levels are found from. */
export const LEVEL_STRIDE = 7;
/** Cells along a side of the texture: what views differ in more slowly than that is levelled. */
const CELLS = 32;
/** Largest log ratio between a view's skin and what all show. */
const MAX_LEVEL = 0.7;
/** A gain's own weight, against one of a cell that two views show alike: views that share nothing stay as they are. */
const GAIN_WEIGHT = 1e-3;

/** What a view's colours are to all views'. */
export interface ViewLevel {
  /** By what they are multiplied over the texture, logarithms [CELLS, CELLS, 3]. */
  readonly gain: Float32Array;
  /** Where they show what the others do. */
  readonly kept: KeptColors;
}

/**
 * What brings views of skin to one level, as {@link levelGains} does; where a view is {@link keptColors odd}, it counts nothing. Brows and
 * lips go with the skin around them: where an expression moved them, what views differ in is not their level.
 * @param lanes w and w times each view's colours, light taken off [views][N, 4]; odd colours and those that move are taken out @param moving 1 where they do, as {@link movingColors} has it [N]
 */
export function viewLevels(
  head: HeadModel,
  texels: Pick<Texels, 'size' | 'index'>,
  lanes: readonly RealArray[],
  moving: Uint8Array,
): ViewLevel[] {
  const kept = keptColors(head, texels, lanes);
  lanes.forEach((own, v) => {
    keepColors(texels, kept[v], own);
    moving.forEach((on, i) => {
      if (on === 1) for (let c = 0; c < 4; c++) own[4 * i + c] = 0;
    });
  });
  return levelGains(texels, lanes, MAX_LEVEL).map((gain, v) => ({ gain, kept: kept[v] }));
}

/** Brows, lips and what they are moved over: 1 there [N]. */
export function movingColors(head: HeadModel, texels: SkinTexels): Uint8Array {
  const moving = movingVertices(head);
  return texelsWhere(head, texels, (v) => moving[v] === 1);
}

const movingVertices = onceAHead((head): Uint8Array => {
  const brows = browVertices(head);
  const own = head.regions.lips.map((lip, v) => Math.max(lip, brows[v]));
  return withRing(head, own, 2);
});

/**
 * What brings views to one level, so that no edge of a view shows: a gain each that makes them agree where they overlap,
 *   min_g sum_(cells, u < v) w_u w_v (g_u + l_u - g_v - l_v)^2 + e sum_v g_v^2
 * and in each cell what is left to the mean of all.
 * @param lanes w and w times each view's colours, light taken off [views][N, 4]
 * @param most largest log ratio between a view and what all show
 * @returns as {@link ViewLevel.gain}, of each view
 */
export function levelGains(
  texels: Pick<Texels, 'size' | 'index'>,
  lanes: readonly RealArray[],
  most: number,
): Float32Array[] {
  const cells = lanes.map((own) => cellColors(texels, own, CELLS));
  const gains = [0, 1, 2].map((c) => solveGains(cells, c));
  return cells.map(({ log, weight }) => {
    const sum = new Float32Array(log.length);
    for (let k = 0; k < weight.length; k++) {
      if (weight[k] === 0) continue;
      for (let c = 0; c < 3; c++) {
        let [mean, total] = [0, 0];
        cells.forEach((other, u) => {
          mean += other.weight[k] * (other.log[3 * k + c] + gains[c][u]);
          total += other.weight[k];
        });
        const level = mean / total - log[3 * k + c];
        sum[3 * k + c] = weight[k] * Math.max(-most, Math.min(most, level));
      }
    }
    return pushPull(sum, weight, CELLS);
  });
}

/** @returns [views] */
function solveGains(cells: readonly CellColors[], c: number): Float64Array {
  const n = cells.length;
  const hessian = new Float64Array(n * n);
  const rhs = new Float64Array(n);
  for (let v = 0; v < n; v++) hessian[v * n + v] = GAIN_WEIGHT;
  for (let u = 0; u < n; u++)
    for (let v = 0; v < u; v++)
      for (let k = 0; k < CELLS * CELLS; k++) {
        const w = cells[u].weight[k] * cells[v].weight[k];
        if (w === 0) continue;
        const gap = cells[v].log[3 * k + c] - cells[u].log[3 * k + c];
        hessian[u * n + u] += w;
        hessian[v * n + v] += w;
        hessian[u * n + v] -= w;
        rhs[u] += w * gap;
        rhs[v] -= w * gap;
      }
  return solveCholesky(hessian, rhs) ?? rhs.fill(0);
}

/** Takes what is odd out of a view's colours and weights, in place. @param own [N, 4] */
function keepColors({ size, index }: Pick<Texels, 'size' | 'index'>, kept: KeptColors, own: RealArray): void {
  if (kept === null) return;
  const places = cellPlaces(size, ODD_CELLS);
  const share = new Float64Array(1);
  for (let i = 0; i < index.length; i++) {
    if (own[4 * i + 3] === 0) continue;
    sampleCells(kept, places, index[i], share);
    if (share[0] < 1) for (let c = 0; c < 4; c++) own[4 * i + c] *= share[0];
  }
}

/** Adds a view's colours to a sum, but the odd ones, at its level; as they are where it has none. @param own, sum [N, 4] */
export function addLevelled(
  { size, index }: Pick<Texels, 'size' | 'index'>,
  level: ViewLevel | null,
  own: RealArray,
  sum: RealArray,
): void {
  if (level === null) {
    for (let i = 0; i < own.length; i++) sum[i] += own[i];
    return;
  }
  const { gain, kept } = level;
  const [levelled, odd] = [CELLS, ODD_CELLS].map((cells) => cellPlaces(size, cells));
  const log = new Float64Array(3);
  const keep = new Float64Array([1]);
  for (let i = 0; i < index.length; i++) {
    const w = own[4 * i + 3];
    if (w === 0) continue;
    if (kept !== null) sampleCells(kept, odd, index[i], keep);
    if (keep[0] === 0) continue;
    sampleCells(gain, levelled, index[i], log);
    for (let c = 0; c < 3; c++) sum[4 * i + c] += keep[0] * own[4 * i + c] * Math.exp(log[c]);
    sum[4 * i + 3] += keep[0] * w;
  }
}
