/**
 * Gives an encoder a linear map to the expression, learnt from rendered crops; all else of it stays. How the encoder that
 * ships came by its own (data/deca/README.md).
 *   node dist-tools/scripts/deca/refit-expression.js <encoder.onnx> <skins> <crops> <output> [people] [seed]
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadFaceTopology } from '../../src/capture/detection/face-topology.ts';
import { loadGraph } from '../../src/capture/detection/mediapipe-graphs.ts';
import { codeLength } from '../../src/deca/codes.ts';
import { createMorphableDecoder } from '../../src/deca/decode/morphable-decoder.ts';
import { encoderOnnx } from '../../src/deca/network/encoder-graph.ts';
import { loadFeatureNetwork } from '../../src/deca/network/feature-network.ts';
import { chooseLocalLandmarks } from '../../src/deca/network/local-landmarks.ts';
import { DEFAULT_AUGMENTATIONS } from '../../src/deca/training/augmentation/augmentation-names.ts';
import {
  expressionErrors,
  lidCodes,
  regressExpression,
} from '../../src/deca/training/closed-form/expression-regression.ts';
import { LOCAL_LANDMARKS } from '../../src/deca/training/encoder-basis.ts';
import { readEncoderRows } from '../../src/deca/training/encoder-rows.ts';
import { shardRows } from '../../src/deca/training/features/shard-features.ts';
import { startTfjs } from '../../src/deca/training/tfjs-backend.ts';
import { renderTrainingSet } from '../../src/deca/training/training-set.ts';
import { writeNetwork } from '../../src/export/results/training-files.ts';
import { loadPeoplesHead } from '../../src/head/load-head.ts';
import { readEncoder } from './read-encoder.ts';

/** Share of the crops that are held out. */
const HELD_OUT = 0.1;

const [from, skins, crops, output, peopleText = '6000', seedText = '501'] = process.argv.slice(2);
const backend = await startTfjs('auto');
const head = loadPeoplesHead();
const { sizes } = createMorphableDecoder(head);
const old = readEncoder(from);
const set = {
  folder: crops,
  seed: Number(seedText),
  people: Number(peopleText),
  cropsOfPerson: 2,
  augmentations: DEFAULT_AUGMENTATIONS,
  alignment: 'landmarks',
  skins,
  processes: 2,
} as const;
const shards = await renderTrainingSet(set, (done, of) => console.log(`rendered ${done} of ${of} files of crops`));
const landmarks = chooseLocalLandmarks(loadFaceTopology(), LOCAL_LANDMARKS);
const local = { ...old.local, landmarks };
const maker = { network: await loadFeatureNetwork(landmarks), template: old.template, local };
for (const shard of shards) await shardRows(shard, maker);
const rows = await readEncoderRows(shards, maker, { codeCount: codeLength(sizes), landmarks: [] });
const statistics = { mean: old.mean, deviation: old.deviation };
const samples = { rows, statistics, heldOut: 2 * Math.round((HELD_OUT * rows.count) / 2) };
const expression = await regressExpression(samples, sizes);
const record = await expressionErrors(samples, sizes, expression, lidCodes(head));
console.log(JSON.stringify(record));
mkdirSync(output, { recursive: true });
const facts = { tool: { name: 'asm-fit', script: 'scripts/deca/refit-expression.ts' }, backend, ...set };
const onnx = encoderOnnx(loadGraph('attentionMesh'), { ...old, sizes, local, expression });
console.log(
  writeNetwork(
    { write: (name, content) => writeFileSync(join(output, name), content) },
    'encoder',
    { ...facts, folder: undefined, skins: undefined, crops: rows.count, heldOut: samples.heldOut, expression: record },
    { onnx },
  ),
);
