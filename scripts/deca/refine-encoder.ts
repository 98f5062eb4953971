/**
 * Goes on from an encoder of the artists' head alone to one of scanned people, winks and all skins: its network is trained
 * on from its own weights, its shape map calibrated. How the encoder that ships was made (data/deca/README.md).
 *   node dist-tools/scripts/deca/refine-encoder.js <encoder.onnx> <skins> <crops> <output> [people] [epochs]
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadFaceTopology } from '../../src/capture/detection/face-topology.ts';
import { loadGraph } from '../../src/capture/detection/mediapipe-graphs.ts';
import { codeLength } from '../../src/deca/codes.ts';
import { createMorphableDecoder } from '../../src/deca/decode/morphable-decoder.ts';
import { encoderOnnx } from '../../src/deca/network/encoder-graph.ts';
import { type DenseLayer, outputLength } from '../../src/deca/network/encoder-weights.ts';
import { loadFeatureNetwork } from '../../src/deca/network/feature-network.ts';
import { chooseLocalLandmarks } from '../../src/deca/network/local-landmarks.ts';
import { DEFAULT_AUGMENTATIONS } from '../../src/deca/training/augmentation/augmentation-names.ts';
import { LOCAL_LANDMARKS } from '../../src/deca/training/encoder-basis.ts';
import { loadEncoderRows } from '../../src/deca/training/encoder-rows.ts';
import { createEncoderLoss, ENCODER_LOSS_WEIGHTS } from '../../src/deca/training/losses/encoder-losses.ts';
import { calibratedShape } from '../../src/deca/training/make-encoder.ts';
import { startTfjs } from '../../src/deca/training/tfjs-backend.ts';
import { trainEncoder } from '../../src/deca/training/train-encoder.ts';
import { TRAIN_ENCODER_DEFAULTS, type TrainEncoderOptions } from '../../src/deca/training/train-encoder-options.ts';
import { renderTrainingSet } from '../../src/deca/training/training-set.ts';
import { writeTrainedNetwork } from '../../src/export/results/training-files.ts';
import { loadPeoplesHead } from '../../src/head/load-head.ts';
import { ARTISTS_SHARE, wayColumn } from '../../src/head/people/join-populations.ts';
import { readEncoder } from './read-encoder.ts';

/** Crops of each person. */
const CROPS = 2;
const LEARNING_RATE = 3e-4;
const DROPOUT = 0.1;

const [from, skins, crops, output, peopleText = '3000', epochsText = '8'] = process.argv.slice(2);
const people = Number(peopleText);
const say = (line: string): void => console.log(line);
const backend = await startTfjs();
const head = loadPeoplesHead();
const decoder = createMorphableDecoder(head);
const { sizes } = decoder;
const loss = createEncoderLoss(decoder, ENCODER_LOSS_WEIGHTS);
const old = readEncoder(from);

let started = performance.now();
const lap = (): number => {
  const seconds = (performance.now() - started) / 1000;
  started = performance.now();
  return seconds;
};
const set = {
  folder: crops,
  seed: 1,
  people,
  cropsOfPerson: CROPS,
  augmentations: DEFAULT_AUGMENTATIONS,
  alignment: 'landmarks',
  skins,
  processes: 2,
} as const;
const shards = await renderTrainingSet(set, (done, of) => say(`rendered ${done} of ${of} files of crops`));
const rendering = lap();
const localLandmarks = chooseLocalLandmarks(loadFaceTopology(), LOCAL_LANDMARKS);
const local = { ...old.local, landmarks: localLandmarks };
const network = await loadFeatureNetwork(localLandmarks);
const rows = await loadEncoderRows(
  shards,
  { network, localLandmarks, template: old.template, local },
  { codeCount: codeLength(sizes), landmarks: loss.landmarks },
  (done, of) => say(`features of ${done} of ${of} files`),
);
const features = lap();

const batch = TRAIN_ENCODER_DEFAULTS.batch;
const options: TrainEncoderOptions = {
  ...TRAIN_ENCODER_DEFAULTS,
  epochs: Number(epochsText),
  learningRate: LEARNING_RATE,
  dropout: DROPOUT,
  heldOut: batch * Math.max(1, Math.round((people * CROPS) / 20 / batch)),
};
const statistics = { mean: old.mean, deviation: old.deviation };
const samples = { rows, statistics, shapeCount: sizes.shape };
const { layer: shape, record } = await calibratedShape(decoder, samples, old.shape, rows.count);
say(`shape: ${JSON.stringify(record)}`);
const layers = old.layers.map((layer, k) => (k < 3 ? layer : widened(layer)));
const tensors = layers.flatMap(({ inputs, outputs, weights, bias }) => [
  { shape: [inputs, outputs], values: weights },
  { shape: [outputs], values: bias },
]);
const trained = await trainEncoder(rows, { sizes, loss, start: { tensors, statistics } }, options, {
  checkpoint: null,
  onResume: () => {},
  onEpoch: ({ epoch, trainLoss, heldOut }) =>
    say(`epoch ${epoch}: loss ${trainLoss.toFixed(3)} ${JSON.stringify(heldOut)}`),
});
const onnx = encoderOnnx(loadGraph('attentionMesh'), {
  sizes,
  template: old.template,
  local,
  ...statistics,
  shape,
  layers: trained.layers,
});
mkdirSync(output, { recursive: true });
const sum = await writeTrainedNetwork(
  { write: (name, content) => writeFileSync(join(output, name), content) },
  'encoder',
  { tool: { name: 'asm-fit', script: 'scripts/deca/refine-encoder.ts' }, options, people, crops: rows.count },
  { onnx, curve: trained.curve, ...{ shape: record, backend, seconds: { rendering, features, training: lap() } } },
);
say(sum);

/** The old codes' shape was the artists': in the joined head it lies the whole way from scanned people's mean. */
function widened({ inputs, outputs, weights, bias }: DenseLayer): DenseLayer {
  const way = wayColumn(head);
  if (way === null) throw new Error('the head must join two populations');
  const oldShape = outputs - outputLength({ ...sizes, shape: 0 });
  const artists = head.identity.names.length - way - 1;
  const wide = outputLength(sizes);
  const place = (j: number): number => (j >= oldShape ? j - oldShape + sizes.shape : way + 1 + j);
  const factor = (j: number): number => (j < artists ? 1 / ARTISTS_SHARE : 1);
  const spread = (values: Float32Array, rowCount: number): Float32Array => {
    const out = new Float32Array(rowCount * wide);
    for (let r = 0; r < rowCount; r++)
      for (let j = 0; j < outputs; j++) out[r * wide + place(j)] = factor(j) * values[r * outputs + j];
    return out;
  };
  const newBias = spread(bias, 1);
  newBias[way] = 1;
  return { inputs, outputs: wide, weights: spread(weights, inputs), bias: newBias };
}
