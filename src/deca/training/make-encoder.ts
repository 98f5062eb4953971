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
import { loadShapePrior } from './shape-prior.ts';
import { startTfjs } from './tfjs-backend.ts';
import { type EpochRecord, trainEncoder } from './train-encoder.ts';
import type { TrainEncoderOptions } from './train-encoder-options.ts';
import { renderTrainingSet, type TrainingSetOptions } from './training-set.ts';

/** Landmarks at which the encoder looks up feature maps. */
const LOCAL_LANDMARKS = 128;

export interface MadeEncoder {
  /** encoder.onnx */
  readonly onnx: Uint8Array;
  readonly curve: readonly EpochRecord[];
  readonly backend: string;
  readonly crops: number;
  readonly seconds: { readonly rendering: number; readonly features: number; readonly training: number };
}

/** Renders the crops, runs the frozen features over them, trains what lies behind, writes it all as one ONNX file. */
export async function makeEncoder(
  head: HeadModel,
  set: TrainingSetOptions,
  options: TrainEncoderOptions,
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
  const { landmarks } = createEncoderLoss(decoder, ENCODER_LOSS_WEIGHTS);
  const rows = await loadEncoderRows(
    shards,
    { network: await loadFeatureNetwork(localLandmarks), localLandmarks, template },
    { codeCount: codeLength(decoder.sizes), landmarks },
    (done, of) => say(`features of ${done} of ${of} files`),
  );
  const features = lap();
  const curve: EpochRecord[] = [];
  const weights = await trainEncoder(
    rows,
    { decoder, template, prior: loadShapePrior(decoder.sizes.shape) },
    options,
    (record) => {
      curve.push(record);
      const terms = Object.entries(record.heldOut).map(([name, value]) => `${name} ${value.toFixed(3)}`);
      say(`epoch ${record.epoch}: loss ${record.trainLoss.toFixed(3)}; held out: ${terms.join(', ')}`);
    },
  );
  return {
    onnx: encoderOnnx(loadGraph('attentionMesh'), weights),
    curve,
    backend,
    crops: rows.count,
    seconds: { rendering, features, training: lap() },
  };
}
