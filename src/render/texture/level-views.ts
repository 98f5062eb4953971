import type { RealArray } from '../../kernels/kernel.ts';
import { pushPull } from './push-pull.ts';
import type { Texels } from './texels.ts';

/** Cells along a side of the texture: what views differ in more slowly than that is levelled. */
const CELLS = 32;
/** Texels between those that a level is found from. */
const STRIDE = 5;
/** Largest log ratio between a view and what all show. */
const MAX_LEVEL = 0.7;
const DARKEST = 1e-3;

/** By what a view's colours are multiplied over the texture, logarithms [CELLS, CELLS, 3]. */
export type ViewLevel = Float32Array;

/**
 * What brings one view to the mean of all where it shows them: the low band of a blend in two bands, so that no edge of a view shows.
 * @param own w and w times the view's colours, light taken off [N, 4] @param all the same of all views
 */
export function levelOfView(
  { size, index }: Pick<Texels, 'size' | 'index'>,
  own: RealArray,
  all: RealArray,
): ViewLevel {
  const sum = new Float32Array(3 * CELLS * CELLS);
  const total = new Float32Array(CELLS * CELLS);
  for (let i = 0; i < index.length; i += STRIDE) {
    const w = own[4 * i + 3];
    if (w === 0) continue;
    const cell = cellAt(Math.floor(index[i] / size), size) * CELLS + cellAt(index[i] % size, size);
    total[cell] += w;
    for (let c = 0; c < 3; c++) {
      const mine = Math.max(DARKEST, own[4 * i + c] / w);
      const mean = Math.max(DARKEST, all[4 * i + c] / all[4 * i + 3]);
      sum[3 * cell + c] += w * Math.max(-MAX_LEVEL, Math.min(MAX_LEVEL, Math.log(mean / mine)));
    }
  }
  const most = total.reduce((a, b) => Math.max(a, b), 1e-12);
  for (let cell = 0; cell < total.length; cell++) {
    const w = Math.min(1, (SURE * total[cell]) / most);
    for (let c = 0; c < 3; c++) sum[3 * cell + c] *= total[cell] === 0 ? 0 : w / total[cell];
    total[cell] = w;
  }
  return pushPull(sum, total, CELLS);
}

/** Cells with a twentieth of the fullest one's weight are believed. */
const SURE = 20;

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
  const place = (p: number): [first: number, share: number] => {
    const at = Math.min(CELLS - 1, Math.max(0, ((p + 0.5) * CELLS) / size - 0.5));
    const first = Math.min(CELLS - 2, Math.floor(at));
    return [first, at - first];
  };
  for (let i = 0; i < index.length; i++) {
    const w = own[4 * i + 3];
    if (w === 0) continue;
    const [x, fx] = place(index[i] % size);
    const [y, fy] = place(Math.floor(index[i] / size));
    const a = 3 * (y * CELLS + x);
    const b = a + 3 * CELLS;
    for (let c = 0; c < 3; c++) {
      const top = level[a + c] + fx * (level[a + 3 + c] - level[a + c]);
      const bottom = level[b + c] + fx * (level[b + 3 + c] - level[b + c]);
      sum[4 * i + c] += own[4 * i + c] * Math.exp(top + fy * (bottom - top));
    }
    sum[4 * i + 3] += w;
  }
}
