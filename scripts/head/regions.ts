import { REGION_NAMES, type RegionName } from '../../src/head/head-model.ts';
import type { HeadCrop } from './crop/crop.ts';
import type { SkinChart } from './skin-chart.ts';

/** An ellipse in the skin UV; the chart is symmetric, so `du` counts from u = 0.5. */
interface Ellipse {
  readonly du: number;
  readonly v: number;
  readonly ru: number;
  readonly rv: number;
}

// Read off the chart (docs/img/regions.png shows the result).
const FACE: Ellipse = { du: 0, v: 0.45, ru: 0.29, rv: 0.28 };
const LIPS: Ellipse = { du: 0, v: 0.567, ru: 0.125, rv: 0.06 };
const LIDS: Ellipse = { du: 0.12, v: 0.315, ru: 0.075, rv: 0.055 };
const NOSE: Ellipse = { du: 0, v: 0.43, ru: 0.085, rv: 0.115 };

/** Vertex masks of the skin from the chart and the mean head (mm, origin between the eyes). */
export function buildRegions(
  crop: HeadCrop,
  chart: SkinChart,
  mean: ArrayLike<number>,
): Record<RegionName, Uint8Array> {
  const count = crop.skinVertexCount;
  const onChart = new Uint8Array(count);
  crop.skinQuads.forEach((vertex, corner) => {
    if (chart.onChart[corner >> 2]) onChart[vertex] = 1;
  });
  const tests: Record<RegionName, (v: number) => boolean> = {
    face: (v) => onChart[v] === 1 && inside(chart, v, FACE),
    lips: (v) => onChart[v] === 1 && inside(chart, v, LIPS),
    lids: (v) => onChart[v] === 1 && inside(chart, v, LIDS),
    nose: (v) => onChart[v] === 1 && inside(chart, v, NOSE),
    ears: (v) => Math.abs(mean[3 * v]) > 66 && mean[3 * v + 1] > -75 && mean[3 * v + 1] < 25 && mean[3 * v + 2] < -55,
    scalp: (v) => mean[3 * v + 1] > 65 || (mean[3 * v + 2] < -100 && mean[3 * v + 1] > -60),
    neck: (v) => mean[3 * v + 1] < -112 || (mean[3 * v + 2] < -75 && mean[3 * v + 1] < -60),
    jaw: (v) => onChart[v] === 1 && mean[3 * v + 1] < -62 && mean[3 * v + 1] >= -112 && mean[3 * v + 2] > -75,
    mouth: (v) =>
      onChart[v] === 0 &&
      Math.abs(mean[3 * v]) < 45 &&
      mean[3 * v + 1] < -35 &&
      mean[3 * v + 1] > -92 &&
      mean[3 * v + 2] > -70,
    sockets: (v) => onChart[v] === 0 && mean[3 * v + 1] > -25,
  };
  const out = {} as Record<RegionName, Uint8Array>;
  for (const name of REGION_NAMES) out[name] = Uint8Array.from({ length: count }, (_, v) => (tests[name](v) ? 1 : 0));
  return out;
}

function inside(chart: SkinChart, v: number, e: Ellipse): boolean {
  const x = (Math.abs(chart.skinUv[2 * v] - 0.5) - e.du) / e.ru;
  const y = (chart.skinUv[2 * v + 1] - e.v) / e.rv;
  return x * x + y * y < 1;
}
