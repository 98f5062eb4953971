import { solveCholesky } from '../../geometry/cholesky.ts';
import type { RealArray } from '../../kernels/kernel.ts';
import { pushPull } from './push-pull.ts';
import type { Texels } from './texels.ts';

/** Cells along a side of the texture: what views differ in more slowly than that is levelled. */
const CELLS = 32;
/** Largest log ratio between a view and what all show. */
const MAX_LEVEL = 0.7;
const DARKEST = 1e-3;
/** A gain's own weight, against one of a cell that two views show alike: views that share nothing stay as they are. */
const GAIN_WEIGHT = 1e-3;
/** Cells with a twentieth of the fullest one's weight are believed. */
const SURE = 20;

/** By what a view's colours are multiplied over the texture, logarithms [CELLS, CELLS, 3]. */
export type ViewLevel = Float32Array;

/** Mean log colours of one view's cells [CELLS^2, 3], and how far they are believed, 0..1 [CELLS^2]. */
interface CellColors {
  readonly log: Float32Array;
  readonly weight: Float32Array;
}

/**
 * What brings views to one level, so that no edge of a view shows: a gain each that makes them agree where they overlap,
 *   min_g sum_(cells, u < v) w_u w_v (g_u + l_u - g_v - l_v)^2 + e sum_v g_v^2
 * and in each cell what is left to the mean of all.
 * @param lanes w and w times each view's colours, light taken off [views][N, 4]
 */
export function viewLevels(texels: Pick<Texels, 'size' | 'index'>, lanes: readonly RealArray[]): ViewLevel[] {
  const cells = lanes.map((own) => cellColors(texels, own));
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
        sum[3 * k + c] = weight[k] * Math.max(-MAX_LEVEL, Math.min(MAX_LEVEL, level));
      }
    }
    return pushPull(sum, weight, CELLS);
  });
}

function cellColors({ size, index }: Pick<Texels, 'size' | 'index'>, own: RealArray): CellColors {
  const log = new Float32Array(3 * CELLS * CELLS);
  const weight = new Float32Array(CELLS * CELLS);
  for (let i = 0; i < index.length; i++) {
    const w = own[4 * i + 3];
    if (w === 0) continue;
    const cell = cellAt(Math.floor(index[i] / size), size) * CELLS + cellAt(index[i] % size, size);
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

function cellAt(place: number, size: number): number {
  return Math.floor(((place + 0.5) * CELLS) / size);
}

/** Adds a view's colours at its level to a sum. @param own, sum [N, 4] */
export function addLevelled(
  { size, index }: Pick<Texels, 'size' | 'index'>,
  level: ViewLevel,
  own: RealArray,
  sum: RealArray,
): void {
  // Of each row and column, the cell before its middle, and how far it lies beyond that one's.
  const first = new Uint8Array(size);
  const share = new Float64Array(size);
  for (let p = 0; p < size; p++) {
    const at = Math.min(CELLS - 1, Math.max(0, ((p + 0.5) * CELLS) / size - 0.5));
    first[p] = Math.min(CELLS - 2, Math.floor(at));
    share[p] = at - first[p];
  }
  for (let i = 0; i < index.length; i++) {
    const w = own[4 * i + 3];
    if (w === 0) continue;
    const x = index[i] % size;
    const y = Math.floor(index[i] / size);
    const [fx, fy] = [share[x], share[y]];
    const a = 3 * (first[y] * CELLS + first[x]);
    const b = a + 3 * CELLS;
    for (let c = 0; c < 3; c++) {
      const top = level[a + c] + fx * (level[a + 3 + c] - level[a + c]);
      const bottom = level[b + c] + fx * (level[b + 3 + c] - level[b + c]);
      sum[4 * i + c] += own[4 * i + c] * Math.exp(top + fy * (bottom - top));
    }
    sum[4 * i + 3] += w;
  }
}
