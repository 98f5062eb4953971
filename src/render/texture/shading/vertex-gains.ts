import { skinNeighbours } from '../../../head/anatomy/skin-neighbours.ts';
import { type HeadModel, skinTriangles } from '../../../head/head-model.ts';
import type { RealArray } from '../../../kernels/kernel.ts';
import { type CoveredTexels, forEachCovered } from '../../raster/covered-texels.ts';
import type { SkinTexels } from '../texels.ts';

/** Weight of what is measured around a vertex that is seen for certain, against an edge's. */
const HELD = 12;
/** Weight of the texels around a vertex that are certainly enough to tell its colour. */
const SURE_TEXELS = 1;
/** Weight of no gain, for what nobody measures, against an edge's: gains fade out over some six edges. */
const FADE = 0.03;
const SWEEPS = 60;

/** Mean colours of the texels around each vertex [skin vertices, 3], and their weight. */
export function vertexColors(head: HeadModel, { covered }: SkinTexels, sum: RealArray) {
  const count = head.parts[0].vertexCount;
  const mean = new Float64Array(3 * count);
  const weight = new Float64Array(count);
  const triangles = skinTriangles(head);
  forEachCovered(covered, (t, first, end, shares) => {
    for (let i = first; i < end; i++) {
      if (!(sum[4 * i + 3] > 0)) continue;
      for (let k = 0; k < 3; k++) {
        const v = triangles[3 * t + k];
        const share = shares[3 * (i - first) + k];
        weight[v] += share * sum[4 * i + 3];
        for (let c = 0; c < 3; c++) mean[3 * v + c] += share * sum[4 * i + c];
      }
    }
  });
  for (let i = 0; i < mean.length; i++) {
    const total = weight[Math.floor(i / 3)];
    if (total > 0) mean[i] /= total;
  }
  return { mean, weight };
}

/** How a vertex's gain is held where texels of such a weight tell it. */
export function heldBy(weight: number): number {
  return HELD * Math.min(1, weight / SURE_TEXELS);
}

/** Gains over the whole skin, of what is measured somewhere: min_x sum_i h_i |x_i - g_i|^2 + e |x_i|^2 + sum_(edges) |x_i - x_j|^2 */
export function continueGains(head: HeadModel, gains: Float64Array, held: Float64Array): Float64Array {
  const neighbours = skinNeighbours(head);
  const out = gains.slice();
  for (let sweep = 0; sweep < SWEEPS; sweep++)
    for (let v = 0; v < held.length; v++) {
      const total = held[v] + FADE + neighbours[v].length;
      for (let c = 0; c < 3; c++) {
        let own = held[v] * gains[3 * v + c];
        for (const n of neighbours[v]) own += out[3 * n + c];
        out[3 * v + c] = own / total;
      }
    }
  return out;
}

/** Multiplies colours by gains between the vertices, in place. @param gains logarithms [skin vertices, 3] @param sum [N, 4] */
export function addGains(
  head: HeadModel,
  { covered }: Pick<SkinTexels, 'covered'>,
  gains: Float64Array,
  sum: RealArray,
): void {
  forEachGain(head, covered, gains, (i, c, log) => {
    sum[4 * i + c] *= Math.exp(log);
  });
}

/** The other way: divides colours by gains. @param gains logarithms [skin vertices, 3]; null for none @param sum [N, 4] */
export function takeGains(
  head: HeadModel,
  texels: Pick<SkinTexels, 'covered'>,
  gains: Float64Array | null,
  sum: RealArray,
): void {
  if (gains !== null)
    addGains(
      head,
      texels,
      gains.map((log) => -log),
      sum,
    );
}

/** Tells each channel's gain at each texel, of those at the vertices. @param gains logarithms [skin vertices, 3] */
export function forEachGain(
  head: HeadModel,
  covered: CoveredTexels,
  gains: Float64Array,
  tell: (texel: number, channel: number, log: number) => void,
): void {
  const triangles = skinTriangles(head);
  forEachCovered(covered, (t, first, end, weights) => {
    const [a, b, c] = [0, 1, 2].map((k) => 3 * triangles[3 * t + k]);
    for (let i = first, w = 0; i < end; i++, w += 3)
      for (let k = 0; k < 3; k++)
        tell(i, k, weights[w] * gains[a + k] + weights[w + 1] * gains[b + k] + weights[w + 2] * gains[c + k]);
  });
}
