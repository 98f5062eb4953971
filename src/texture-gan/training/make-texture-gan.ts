import type { CurveRecord } from '../../deca/training/run/checkpoint.ts';
import { inWords } from '../../deca/training/run/time-left.ts';
import type { KeptRunWish } from '../../deca/training/run/training-run.ts';
import { startTfjs } from '../../deca/training/tfjs-backend.ts';
import type { BackendName } from '../../deca/training/training-packages.ts';
import { randomStream } from '../../geometry/random.ts';
import type { HeadModel } from '../../head/head-model.ts';
import type { Kernels } from '../../kernels/kernel.ts';
import { loadSkins, SKIN_SIZE } from '../../render/texture/skins.ts';
import { CROP, CROP_PLANES, createCropPool, cutCrop } from '../data/crop-pool.ts';
import { chartKit, sampleChart } from '../data/training-chart.ts';
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
}

export interface MadeTextureGan {
  /** completion.onnx */
  readonly onnx: Uint8Array;
  readonly curve: readonly CurveRecord[];
  readonly backend: string;
  /** Names of the skins that were learnt from. */
  readonly skins: readonly string[];
}

const VISIBILITIES = 30;
const VISIBILITY_STREAM = 31;
const HELD_OUT_STREAM = 32;
const HELD_OUT_CHARTS = 4;
const HELD_OUT_CROPS = 4;
/** A chart more for so many steps: as much work as the steps. */
const STEPS_OF_CHART = 12;

/** Makes masked skins, trains on their crops, writes the generator as ONNX. */
export async function makeTextureGan(
  kernels: Kernels,
  head: HeadModel,
  { skins: folder, options, checkpoint, backend: wished }: TextureGanPlan,
  say: (line: string) => void,
): Promise<MadeTextureGan> {
  const backend = await startTfjs(wished);
  const all = await loadSkins(folder);
  const skins = all.filter(({ name }) => !options.heldOut.includes(name));
  const apart = all.filter(({ name }) => options.heldOut.includes(name));
  say(`${skins.length} skins to learn from, ${apart.length} kept apart`);
  const visibilities = sampleVisibilities(kernels, head, randomStream(options.seed, VISIBILITY_STREAM), VISIBILITIES);
  const kits = [SKIN_SIZE, SKIN_SIZE / 2].map((size) => chartKit(head, size));
  say(`${visibilities.length} maps of what views see`);
  const pool = createCropPool({ kits, skins, visibilities, seed: options.seed, stepsOfChart: STEPS_OF_CHART });
  const heldOut = new Float32Array(HELD_OUT_CHARTS * HELD_OUT_CROPS * CROP * CROP * CROP_PLANES);
  const random = randomStream(options.seed, HELD_OUT_STREAM);
  for (let k = 0; k < HELD_OUT_CHARTS; k++) {
    const chart = sampleChart(kits[k % kits.length], apart.length > 0 ? apart : skins, visibilities, random);
    for (let j = 0; j < HELD_OUT_CROPS; j++)
      heldOut.set(cutCrop(chart, random), (k * HELD_OUT_CROPS + j) * CROP * CROP * CROP_PLANES);
  }
  const { tensors, curve } = await trainTextureGan({ pool, heldOut }, options, {
    checkpoint: { ...checkpoint, settings: { ...options, skins: skins.map(({ name }) => name) } },
    onResume: (steps) => say(`goes on after ${steps} steps from ${checkpoint.path}`),
    onRecord: ({ step, trainLoss, heldOut: measures }, left) =>
      say(
        `step ${step}: loss ${trainLoss.toFixed(3)}; held out: l1 ${measures.l1.toFixed(4)}, sharpness ${measures.finest.toFixed(2)}; ${inWords(left)} left`,
      ),
  });
  return { onnx: generatorOnnx(tensors), curve, backend, skins: skins.map(({ name }) => name) };
}
