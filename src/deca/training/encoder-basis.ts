import { loadFaceTopology } from '../../capture/detection/face-topology.ts';
import { embeddedPoints, type HeadModel } from '../../head/head-model.ts';
import { type CodeSizes, codeLength } from '../codes.ts';
import { createMorphableDecoder, type MorphableDecoder } from '../decode/morphable-decoder.ts';
import { type FeatureNetwork, loadFeatureNetwork } from '../network/feature-network.ts';
import { chooseLocalLandmarks } from '../network/local-landmarks.ts';
import { type EncoderRows, readEncoderRows } from './encoder-rows.ts';
import { takeFeatures } from './features/take-features.ts';
import { createEncoderLoss, ENCODER_LOSS_WEIGHTS, type EncoderLoss } from './losses/encoder-losses.ts';

/** What crops of one head are looked at with: its decoder, and the frozen features. */
export interface InputBasis {
  readonly decoder: MorphableDecoder;
  readonly sizes: CodeSizes;
  readonly network: FeatureNetwork;
  readonly localLandmarks: readonly number[];
  /** Landmarks of the mean head [468, 3] mm. */
  readonly template: Float64Array;
}

/** What encoders learn with: the loss too. */
export interface EncoderBasis extends InputBasis {
  readonly loss: EncoderLoss;
}

/** Landmarks at which the encoder looks up feature maps. */
export const LOCAL_LANDMARKS = 128;

/** To be called after tfjs was started. */
export async function openEncoderBasis(head: HeadModel, localCount: number): Promise<EncoderBasis> {
  const basis = await openInputBasis(head, localCount);
  return { ...basis, loss: createEncoderLoss(basis.decoder, ENCODER_LOSS_WEIGHTS) };
}

/** The same without what an encoder alone learns with. */
export async function openInputBasis(head: HeadModel, localCount: number): Promise<InputBasis> {
  const decoder = createMorphableDecoder(head);
  const localLandmarks = chooseLocalLandmarks(loadFaceTopology(), localCount);
  return {
    decoder,
    sizes: decoder.sizes,
    network: await loadFeatureNetwork(localLandmarks),
    localLandmarks,
    template: embeddedPoints(head.embeddings.mediapipe468, head.template),
  };
}

/** What of a basis crops are looked at with, and whose landmarks are their truth. */
interface RowsBasis extends Pick<InputBasis, 'sizes' | 'network' | 'localLandmarks' | 'template'> {
  readonly loss: Pick<EncoderLoss, 'landmarks'>;
}

/** Features and truth of rendered crops; features that do not lie beside them already are taken. @param shards files of crops */
export async function rowsOfShards(
  { sizes, loss, network, localLandmarks, template }: RowsBasis,
  shards: readonly string[],
  processes: number,
  say: (line: string) => void,
): Promise<EncoderRows> {
  const maker = await takeFeatures(
    shards,
    { network, localLandmarks, template },
    { processes, onShard: (done, of) => say(`features of ${done} of ${of} files`) },
  );
  return readEncoderRows(shards, maker, { codeCount: codeLength(sizes), landmarks: loss.landmarks });
}
