import { randomStream } from '../../geometry/random.ts';
import { type ChartMaker, CROP_LENGTH, CROPS_OF_CHART } from './chart-crops.ts';

const BATCH_STREAM = 12;

/** How charts come and go. */
export interface CropSchedule {
  readonly seed: number;
  /** Charts whose crops are drawn from at a time. */
  readonly charts: number;
  /** Crops that are drawn before one chart goes and another comes; each has 64. */
  readonly cropsOfChart: number;
}

/** Random crops for each step: the same for a step however the run came there. */
export interface CropPool {
  /** @returns crops one after the other [batch, 64, 64, 20] */
  batch(step: number, count: number): Promise<Float32Array>;
}

/** Draws from charts that a maker makes; where it has threads, charts are made before they are needed. */
export function createCropPool({ seed, charts, cropsOfChart }: CropSchedule, maker: ChartMaker): CropPool {
  const kept = new Map<number, Promise<Float32Array>>();
  const cropsOf = (chart: number): Promise<Float32Array> => {
    const crops = kept.get(chart) ?? maker.crops(chart);
    kept.set(chart, crops);
    return crops;
  };
  return {
    async batch(step, count) {
      const newest = charts - 1 + Math.floor((step * count) / cropsOfChart);
      for (const chart of kept.keys()) if (chart <= newest - charts) kept.delete(chart);
      if (maker.threads > 0)
        for (let chart = newest - charts + 1; chart <= newest + maker.threads; chart++)
          // What fails is told when it is drawn from.
          cropsOf(chart).catch(() => {});
      const random = randomStream(seed, BATCH_STREAM, step);
      const out = new Float32Array(count * CROP_LENGTH);
      for (let k = 0; k < count; k++) {
        const chart = newest - Math.floor(charts * random.uniform());
        const from = Math.floor(CROPS_OF_CHART * random.uniform()) * CROP_LENGTH;
        out.set((await cropsOf(chart)).subarray(from, from + CROP_LENGTH), k * CROP_LENGTH);
      }
      return out;
    },
  };
}
