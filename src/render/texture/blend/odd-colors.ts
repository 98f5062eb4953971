import { median } from '../../../geometry/median.ts';
import { smoothStep } from '../../../geometry/smooth-step.ts';
import type { HeadModel } from '../../../head/head-model.ts';
import type { RealArray } from '../../../kernels/kernel.ts';
import { albedoTexture } from '../../mesh/head-mesh.ts';
import type { Texels } from '../texels.ts';
import { mirrorTexels } from '../unseen/mirror-texels.ts';
import { type CellColors, cellColors, DARKEST } from './cell-colors.ts';

/** Cells along a side of the texture: some 4 mm of a face each. */
export const ODD_CELLS = 96;
/** Logarithms between a view's colour and the others' that light and places explain, and from which on it shows something else. */
const ODD = [0.35, 0.6] as const;
/** A cell that is believed less says nothing. */
const LEAST_WEIGHT = 0.1;
/** In so few views nobody is outvoted. */
const FEWEST_VIEWS = 3;
/** What skins are like, in the person's tone, counts as so many views. */
const MODEL_VOTES = 2;
const GAIN_ROUNDS = 3;

/** How far a view's colours are kept over the texture, 1 but where they are odd [ODD_CELLS, ODD_CELLS]; null where they are nowhere. */
export type KeptColors = Float32Array | null;

/**
 * Where views show something else than the others do: a telephone or a hand before the face, a shadow of one moment. With l_v a
 * cell's mean log colour in view v and g_v its gain,
 *   d = mean over the cells around of (l_v + g_v - m),  kept = 1 - smoothstep(max |d|)
 * and the least of the cells around; m: the median of the views that see the cell, of those that see its mirror image, and of what
 * skins are like. Nothing is odd where no view is as the median: what all of them show is there.
 * @param lanes w and w times each view's colours, light taken off [views][N, 4]
 */
export function keptColors(
  head: HeadModel,
  texels: Pick<Texels, 'size' | 'index'>,
  lanes: readonly RealArray[],
): KeptColors[] {
  if (lanes.length < FEWEST_VIEWS) return lanes.map(() => null);
  const views = atOneGain(lanes.map((own) => cellColors(texels, own, ODD_CELLS)));
  const mirror = mirrorTexels(head, ODD_CELLS);
  const own = middleOf(views, 1);
  const voters = [...views, ...views.map((view) => mirrored(view, mirror)), ...modelVotes(head, own)];
  const middle = middleOf(voters, 2);
  const odd = views.map((view) => oddness(view, middle));
  return views.map((_, v) => {
    const outvoted = odd[v].map((x, k) =>
      views.some(({ weight }, u) => weight[k] >= LEAST_WEIGHT && odd[u][k] === 0) ? x : 0,
    );
    return outvoted.some((x) => x > 0) ? widened(outvoted).map((x) => 1 - x) : null;
  });
}

/** Views with gains that bring the median of each one's differences from the median of all to 0. */
function atOneGain(views: readonly CellColors[]): CellColors[] {
  let out = [...views];
  for (let round = 0; round < GAIN_ROUNDS; round++) {
    const middle = middleOf(out, FEWEST_VIEWS);
    out = out.map(({ log, weight }) => {
      const gain = [0, 1, 2].map((c) => {
        const gaps: number[] = [];
        weight.forEach((w, k) => {
          if (w >= LEAST_WEIGHT && !Number.isNaN(middle[3 * k])) gaps.push(middle[3 * k + c] - log[3 * k + c]);
        });
        return median(gaps);
      });
      return { log: log.map((x, i) => x + gain[i % 3]), weight };
    });
  }
  return out;
}

/** The median of those that see a cell [cells, 3]; NaN where fewer do than `fewest`. */
function middleOf(voters: readonly CellColors[], fewest: number): Float32Array {
  const out = new Float32Array(3 * ODD_CELLS * ODD_CELLS).fill(Number.NaN);
  const values = new Float64Array(voters.length);
  for (let k = 0; k < out.length / 3; k++) {
    for (let c = 0; c < 3; c++) {
      let count = 0;
      for (const { log, weight } of voters) if (weight[k] >= LEAST_WEIGHT) values[count++] = log[3 * k + c];
      if (count < fewest) break;
      const sorted = values.subarray(0, count).sort();
      const half = (count - 1) / 2;
      out[3 * k + c] = (sorted[Math.floor(half)] + sorted[Math.ceil(half)]) / 2;
    }
  }
  return out;
}

/** What a view shows of the head's other side. @param mirror the other side's cell, -1 for none */
function mirrored({ log, weight }: CellColors, mirror: Int32Array): CellColors {
  return {
    log: log.map((_, i) => log[3 * mirror[Math.floor(i / 3)] + (i % 3)]),
    weight: weight.map((_, k) => (mirror[k] < 0 ? 0 : weight[mirror[k]])),
  };
}

/** The mean skin in the tone of what is seen. @param seen [cells, 3], NaN where nothing is */
function modelVotes(head: HeadModel, seen: Float32Array): CellColors[] {
  const { width, data } = albedoTexture(head);
  const at = (place: number): number => Math.floor(((place + 0.5) * width) / ODD_CELLS);
  const log = seen.map((_, i) => {
    const cell = Math.floor(i / 3);
    const texel = at(Math.floor(cell / ODD_CELLS)) * width + at(cell % ODD_CELLS);
    return Math.log(Math.max(DARKEST, data[3 * texel + (i % 3)]));
  });
  const tone = [0, 1, 2].map((c) => {
    const gaps: number[] = [];
    for (let i = c; i < seen.length; i += 3) if (!Number.isNaN(seen[i])) gaps.push(seen[i] - log[i]);
    return median(gaps);
  });
  const voter = {
    log: log.map((x, i) => x + tone[i % 3]),
    weight: Float32Array.from({ length: seen.length / 3 }, (_, k) => (Number.isNaN(seen[3 * k]) ? 0 : 1)),
  };
  return Array.from({ length: MODEL_VOTES }, () => voter);
}

function oddness({ log, weight }: CellColors, middle: Float32Array): Float32Array {
  const compared = (k: number): boolean => weight[k] >= LEAST_WEIGHT && !Number.isNaN(middle[3 * k]);
  return Float32Array.from(weight, (_, k) => {
    if (!compared(k)) return 0;
    const near = around(k).filter(compared);
    const gaps = [0, 1, 2].map(
      (c) => near.reduce((sum, n) => sum + log[3 * n + c] - middle[3 * n + c], 0) / near.length,
    );
    return smoothStep(Math.max(...gaps.map(Math.abs)), ODD);
  });
}

function widened(values: Float32Array): Float32Array {
  return values.map((_, k) => Math.max(...around(k).map((n) => values[n])));
}

/** A cell and its eight neighbours. */
function around(k: number): number[] {
  const [x, y] = [k % ODD_CELLS, Math.floor(k / ODD_CELLS)];
  const out: number[] = [];
  for (let v = Math.max(0, y - 1); v <= Math.min(ODD_CELLS - 1, y + 1); v++)
    for (let u = Math.max(0, x - 1); u <= Math.min(ODD_CELLS - 1, x + 1); u++) out.push(v * ODD_CELLS + u);
  return out;
}
