import { type Random, randomStream } from '../../geometry/random.ts';
import { PLANE_COUNT } from '../../render/texture/completion/completion-planes.ts';
import type { Skin } from '../../render/texture/skins.ts';
import { type ChartKit, sampleChart, type TrainingChart } from './training-chart.ts';
import type { Visibility } from './visibility.ts';

/** Side of a crop, texels. */
export const CROP = 64;
/** Planes of a crop: what the network reads, the target (3), what is missing (1). */
export const CROP_PLANES = PLANE_COUNT + 4;
const CROPS_OF_CHART = 64;
/** Charts whose crops are drawn from at a time. */
const CHARTS = 5;
/** Least share of a crop that is missing. */
const LEAST_MISSING = 0.15;
const TRIES = 40;
const CHART_STREAM = 11;
const BATCH_STREAM = 12;

/** What crops are made from. */
export interface CropSource {
  /** For each size of charts. */
  readonly kits: readonly ChartKit[];
  readonly skins: readonly Skin[];
  readonly visibilities: readonly Visibility[];
  readonly seed: number;
  /** Steps for which a chart more is made. */
  readonly stepsOfChart: number;
}

/** Random crops for each step: the same for a step however the run came there. */
export interface CropPool {
  /** @returns crops one after the other [batch, 64, 64, 20] */
  batch(step: number, count: number): Float32Array;
}

export function createCropPool(source: CropSource): CropPool {
  const charts = new Map<number, readonly Float32Array[]>();
  const cropsOf = (chart: number): readonly Float32Array[] => {
    let crops = charts.get(chart);
    if (crops === undefined) {
      crops = chartCrops(source, chart);
      charts.set(chart, crops);
    }
    return crops;
  };
  return {
    batch(step, count) {
      const newest = CHARTS - 1 + Math.floor(step / source.stepsOfChart);
      for (const chart of charts.keys()) if (chart <= newest - CHARTS) charts.delete(chart);
      const random = randomStream(source.seed, BATCH_STREAM, step);
      const out = new Float32Array(count * CROP * CROP * CROP_PLANES);
      for (let k = 0; k < count; k++) {
        const crops = cropsOf(newest - Math.floor(CHARTS * random.uniform()));
        out.set(crops[Math.floor(CROPS_OF_CHART * random.uniform())], k * CROP * CROP * CROP_PLANES);
      }
      return out;
    },
  };
}

function chartCrops({ kits, skins, visibilities, seed }: CropSource, index: number): Float32Array[] {
  const random = randomStream(seed, CHART_STREAM, index);
  const chart = sampleChart(kits[index % kits.length], skins, visibilities, random);
  return Array.from({ length: CROPS_OF_CHART }, () => cutCrop(chart, random));
}

/** A random crop that misses something. */
export function cutCrop(chart: TrainingChart, random: Random): Float32Array {
  const { size } = chart.filled;
  const place = (): number => 2 * Math.floor((random.uniform() * (size - CROP + 1)) / 2);
  let best = { x: 0, y: 0, missing: -1 };
  for (let k = 0; k < TRIES && best.missing < LEAST_MISSING; k++) {
    const [x, y] = [place(), place()];
    const missing = missingShare(chart, x, y);
    if (missing > best.missing) best = { x, y, missing };
  }
  return copyCrop(chart, best.x, best.y);
}

function missingShare({ filled: { size }, missing }: TrainingChart, left: number, top: number): number {
  let sum = 0;
  for (let y = 0; y < CROP; y += 4) for (let x = 0; x < CROP; x += 4) sum += missing[(top + y) * size + left + x];
  return sum / (CROP / 4) ** 2;
}

function copyCrop(
  { filled: { size }, planes, target, missing }: TrainingChart,
  left: number,
  top: number,
): Float32Array {
  const out = new Float32Array(CROP * CROP * CROP_PLANES);
  [...planes, ...target, missing].forEach((plane, p) => {
    for (let y = 0; y < CROP; y++)
      for (let x = 0; x < CROP; x++) out[(y * CROP + x) * CROP_PLANES + p] = plane[(top + y) * size + left + x];
  });
  return out;
}
