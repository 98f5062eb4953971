import { loadFaceTopology } from '../../capture/detection/face-topology.ts';
import { loadGraph } from '../../capture/detection/mediapipe-graphs.ts';
import { embeddedPoints, type HeadModel } from '../../head/head-model.ts';
import { codeLength } from '../codes.ts';
import { createMorphableDecoder } from '../decode/morphable-decoder.ts';
import { encoderOnnx } from '../network/encoder-graph.ts';
import { loadFeatureNetwork } from '../network/feature-network.ts';
import { chooseLocalLandmarks } from '../network/local-landmarks.ts';
import { loadEncoderRows } from './encoder-rows.ts';
import { createEncoderLoss, ENCODER_LOSS_WEIGHTS } from './losses/encoder-losses.ts';
import type { CurveRecord } from './run/checkpoint.ts';
import { inWords } from './run/time-left.ts';
import type { KeptRunWish } from './run/training-run.ts';
import { loadShapePrior } from './shape-prior.ts';
import { regressShape } from './shape-regression.ts';
import { startTfjs } from './tfjs-backend.ts';
import { type TrainingWatch, trainEncoder } from './train-encoder.ts';
import type { TrainEncoderOptions } from './train-encoder-options.ts';
import { renderTrainingSet, type TrainingSetOptions } from './training-set.ts';

/** Landmarks at which the encoder looks up feature maps. */
const LOCAL_LANDMARKS = 128;

export interface MadeEncoder {
  /** encoder.onnx */
  readonly onnx: Uint8Array;
  readonly curve: readonly CurveRecord[];
  readonly backend: string;
  readonly crops: number;
  readonly seconds: { readonly rendering: number; readonly features: number; readonly training: number };
}

/** What is rendered, how it is learnt, and where a broken run left off. */
export interface EncoderPlan {
  readonly set: TrainingSetOptions;
  readonly options: TrainEncoderOptions;
  readonly checkpoint: KeptRunWish;
}

/** Renders the crops, runs the frozen features over them, trains what lies behind, writes it all as one ONNX file. */
export async function makeEncoder(
  head: HeadModel,
  { set, options, checkpoint }: EncoderPlan,
  say: (line: string) => void,
): Promise<MadeEncoder> {
  const backend = await startTfjs();
  const decoder = createMorphableDecoder(head);
  const template = embeddedPoints(head.embeddings.mediapipe468, head.template);
  let started = performance.now();
  const lap = (): number => {
    const seconds = (performance.now() - started) / 1000;
    started = performance.now();
    return seconds;
  };
  const shards = await renderTrainingSet(set, (done, of) => say(`rendered ${done} of ${of} files of crops`));
  const rendering = lap();
  const localLandmarks = chooseLocalLandmarks(loadFaceTopology(), LOCAL_LANDMARKS);
  const loss = createEncoderLoss(decoder, ENCODER_LOSS_WEIGHTS);
  const rows = await loadEncoderRows(
    shards,
    { network: await loadFeatureNetwork(localLandmarks), localLandmarks, template },
    { codeCount: codeLength(decoder.sizes), landmarks: loss.landmarks },
    (done, of) => say(`features of ${done} of ${of} files`),
  );
  const features = lap();
  const watch: TrainingWatch = {
    checkpoint: { ...checkpoint, settings: { ...options, ...set, folder: undefined, processes: undefined } },
    onResume: (steps) => say(`goes on after ${steps} steps from ${checkpoint.path}`),
    onEpoch: ({ epoch, trainLoss, heldOut }, left) => {
      const terms = Object.entries(heldOut).map(([name, value]) => `${name} ${value.toFixed(3)}`);
      say(`epoch ${epoch}: loss ${trainLoss.toFixed(3)}; held out: ${terms.join(', ')}; ${inWords(left)} left`);
    },
  };
  const { sizes } = decoder;
  const { layers, statistics, curve } = await trainEncoder(rows, { sizes, loss }, options, watch);
  const samples = { rows, statistics, shapeCount: sizes.shape, heldOut: options.heldOut };
  const shape = regressShape(samples, loadShapePrior(sizes.shape));
  const weights = { sizes, template, local: rows.local, ...statistics, shape, layers };
  return {
    onnx: encoderOnnx(loadGraph('attentionMesh'), weights),
    curve,
    backend,
    crops: rows.count,
    seconds: { rendering, features, training: lap() },
  };
}
