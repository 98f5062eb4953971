import { loadFaceTopology } from '../../src/capture/detection/face-topology.ts';
import { type CodeSizes, codeLength } from '../../src/deca/codes.ts';
import { createMorphableDecoder, type MorphableDecoder } from '../../src/deca/decode/morphable-decoder.ts';
import { type FeatureNetwork, loadFeatureNetwork } from '../../src/deca/network/feature-network.ts';
import { chooseLocalLandmarks } from '../../src/deca/network/local-landmarks.ts';
import { type EncoderRows, loadEncoderRows } from '../../src/deca/training/encoder-rows.ts';
import {
  createEncoderLoss,
  ENCODER_LOSS_WEIGHTS,
  type EncoderLoss,
} from '../../src/deca/training/losses/encoder-losses.ts';
import { renderTrainingSet, type TrainingSetOptions } from '../../src/deca/training/training-set.ts';
import { loadBundledHead } from '../../src/head/bundled/bundled-head.ts';
import { embeddedPoints } from '../../src/head/head-model.ts';

/** What every training of an experiment shares. */
export interface EncoderBasis {
  readonly decoder: MorphableDecoder;
  readonly sizes: CodeSizes;
  readonly loss: EncoderLoss;
  readonly network: FeatureNetwork;
  readonly localLandmarks: readonly number[];
  /** Landmarks of the mean head [468, 3] mm. */
  readonly template: Float64Array;
}

/** Landmarks at which the shipped encoder looks up feature maps. */
export const LOCAL_LANDMARKS = 128;

/** To be called after tfjs was started. */
export async function openEncoderBasis(localCount: number): Promise<EncoderBasis> {
  const head = loadBundledHead();
  const decoder = createMorphableDecoder(head);
  const localLandmarks = chooseLocalLandmarks(loadFaceTopology(), localCount);
  return {
    decoder,
    sizes: decoder.sizes,
    loss: createEncoderLoss(decoder, ENCODER_LOSS_WEIGHTS),
    network: await loadFeatureNetwork(localLandmarks),
    localLandmarks,
    template: embeddedPoints(head.embeddings.mediapipe468, head.template),
  };
}

/** Renders crops and takes their features, where the folder does not hold them already. */
export async function trainingRows(
  { sizes, loss, network, localLandmarks, template }: EncoderBasis,
  set: TrainingSetOptions,
  say: (line: string) => void,
): Promise<EncoderRows> {
  const shards = await renderTrainingSet(set, (done, of) => say(`rendered ${done} of ${of} files`));
  const truth = { codeCount: codeLength(sizes), landmarks: loss.landmarks };
  return loadEncoderRows(shards, { network, localLandmarks, template }, truth, (done, of) =>
    say(`features of ${done} of ${of} files`),
  );
}
