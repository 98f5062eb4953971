import { type Random, randomStream } from '../../geometry/random.ts';
import type { HeadModel } from '../../head/head-model.ts';
import { PLANE_COUNT } from '../../render/texture/completion/completion-planes.ts';
import { SKIN_SIZE, type Skin } from '../../render/texture/skins.ts';
import { type ChartKit, chartKit, sampleChart, type TrainingChart } from './training-chart.ts';
import type { Visibility } from './visibility.ts';

/** Side of a crop, texels. */
export const CROP = 64;
/** Planes of a crop: what the network reads, the target (3), what is missing (1). */
export const CROP_PLANES = PLANE_COUNT + 4;
/** Numbers of a crop [64, 64, 20]. */
export const CROP_LENGTH = CROP * CROP * CROP_PLANES;
export const CROPS_OF_CHART = 64;
/** Sides of charts, texels, in turn: fits paint both. */
const CHART_SIZES = [SKIN_SIZE, SKIN_SIZE / 2] as const;
/** Least share of a crop that is missing. */
const LEAST_MISSING = 0.15;
const TRIES = 40;
const CHART_STREAM = 11;

/** What charts are made from. */
export interface ChartSource {
  readonly skins: readonly Skin[];
  readonly visibilities: readonly Visibility[];
  readonly seed: number;
}

/** Makes charts of a head and cuts them. */
export interface ChartMaker {
  /** Charts that are made at a time beside what asks for them; 0: none, each is made when it is asked for. */
  readonly threads: number;
  /** @returns the chart's crops, one after the other [64, 64, 64, 20]: the same whoever makes them */
  crops(chart: number): Promise<Float32Array>;
  /** To be called in the end. */
  close(): Promise<void>;
}

/** What charts of both sizes are made with. */
export function chartKits(head: HeadModel): ChartKit[] {
  return CHART_SIZES.map((size) => chartKit(head, size));
}

/** Makes charts here, each when it is asked for. @param kits that take turns */
export function createChartMaker(kits: readonly ChartKit[], { skins, visibilities, seed }: ChartSource): ChartMaker {
  return {
    threads: 0,
    async crops(index) {
      const random = randomStream(seed, CHART_STREAM, index);
      const chart = sampleChart(kits[index % kits.length], skins, visibilities, random);
      const out = new Float32Array(CROPS_OF_CHART * CROP_LENGTH);
      for (let k = 0; k < CROPS_OF_CHART; k++) out.set(cutCrop(chart, random), k * CROP_LENGTH);
      return out;
    },
    async close() {},
  };
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
  const out = new Float32Array(CROP_LENGTH);
  [...planes, ...target, missing].forEach((plane, p) => {
    for (let y = 0; y < CROP; y++)
      for (let x = 0; x < CROP; x++) out[(y * CROP + x) * CROP_PLANES + p] = plane[(top + y) * size + left + x];
  });
  return out;
}
