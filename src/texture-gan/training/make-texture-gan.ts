import type { CurveRecord } from '../../deca/training/run/checkpoint.ts';
import { inWords } from '../../deca/training/run/time-left.ts';
import type { KeptRunWish } from '../../deca/training/run/training-run.ts';
import { startTfjs } from '../../deca/training/tfjs-backend.ts';
import type { BackendName } from '../../deca/training/training-packages.ts';
import { randomStream } from '../../geometry/random.ts';
import type { HeadModel } from '../../head/head-model.ts';
import type { Kernels } from '../../kernels/kernel.ts';
import { loadSkins } from '../../render/texture/skins.ts';
import {
  type ChartMaker,
  type ChartSource,
  CROP_LENGTH,
  chartKits,
  createChartMaker,
  cutCrop,
} from '../data/chart-crops.ts';
import { startChartThreads } from '../data/chart-threads.ts';
import { createCropPool } from '../data/crop-pool.ts';
import { type ChartKit, sampleChart } from '../data/training-chart.ts';
import { sampleVisibilities } from '../data/visibility.ts';
import { generatorOnnx } from '../network/generator-graph.ts';
import type { TextureGanOptions } from './gan-options.ts';
import { trainTextureGan } from './train-texture-gan.ts';

/** What the network is trained on, how, and where a broken run left off. */
export interface TextureGanPlan {
  /** Folder of skins. */
  readonly skins: string;
  readonly options: TextureGanOptions;
  readonly checkpoint: KeptRunWish;
  readonly backend: BackendName;
  /** Threads that make textures; 1: this one. */
  readonly threads: number;
}

export interface MadeTextureGan {
  /** completion.onnx */
  readonly onnx: Uint8Array;
  readonly curve: readonly CurveRecord[];
  readonly backend: string;
  /** Names of the skins that were learnt from. */
  readonly skins: readonly string[];
}

const VISIBILITIES = 120;
const VISIBILITY_STREAM = 31;
const HELD_OUT_STREAM = 32;
const HELD_OUT_CHARTS = 4;
const HELD_OUT_CROPS = 4;

/** Makes masked skins, trains on their crops, writes the generator as ONNX. */
export async function makeTextureGan(
  kernels: Kernels,
  head: HeadModel,
  { skins: folder, options, checkpoint, backend: wished, threads }: TextureGanPlan,
  say: (line: string) => void,
): Promise<MadeTextureGan> {
  const backend = await startTfjs(wished);
  const all = await loadSkins(folder);
  const skins = all.filter(({ name }) => !options.heldOut.includes(name));
  const apart = all.filter(({ name }) => options.heldOut.includes(name));
  say(`${skins.length} skins to learn from, ${apart.length} kept apart`);
  const visibilities = sampleVisibilities(kernels, head, randomStream(options.seed, VISIBILITY_STREAM), VISIBILITIES);
  say(`${visibilities.length} maps of what views see`);
  const kits = chartKits(head);
  const maker = makerOf(kits, { skins, visibilities, seed: options.seed }, threads);
  try {
    const data = {
      pool: createCropPool(options, maker),
      heldOut: heldOutCrops(kits, { skins: apart.length > 0 ? apart : skins, visibilities, seed: options.seed }),
    };
    const { tensors, curve } = await trainTextureGan(data, options, {
      checkpoint: { ...checkpoint, settings: { ...options, skins: skins.map(({ name }) => name) } },
      onResume: (steps) => say(`goes on after ${steps} steps from ${checkpoint.path}`),
      onRecord: ({ step, trainLoss, heldOut: measures }, left) =>
        say(
          `step ${step}: loss ${trainLoss.toFixed(3)}; held out: l1 ${measures.l1.toFixed(4)}, sharpness ${measures.finest.toFixed(2)}; ${inWords(left)} left`,
        ),
    });
    return { onnx: generatorOnnx(tensors), curve, backend, skins: skins.map(({ name }) => name) };
  } finally {
    await maker.close();
  }
}

function makerOf(kits: readonly ChartKit[], source: ChartSource, threads: number): ChartMaker {
  return threads > 1 ? startChartThreads(source, threads) : createChartMaker(kits, source);
}

/** Crops of other charts, the same in every run. @returns [n, 64, 64, 20] */
function heldOutCrops(kits: readonly ChartKit[], { skins, visibilities, seed }: ChartSource): Float32Array {
  const random = randomStream(seed, HELD_OUT_STREAM);
  const out = new Float32Array(HELD_OUT_CHARTS * HELD_OUT_CROPS * CROP_LENGTH);
  for (let k = 0; k < HELD_OUT_CHARTS; k++) {
    const chart = sampleChart(kits[k % kits.length], skins, visibilities, random);
    for (let j = 0; j < HELD_OUT_CROPS; j++) out.set(cutCrop(chart, random), (k * HELD_OUT_CROPS + j) * CROP_LENGTH);
  }
  return out;
}
