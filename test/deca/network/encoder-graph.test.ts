import { beforeAll, describe, expect, it } from 'vitest';
import { DESCRIPTOR_CHANNELS } from '../../../src/capture/detection/attention-graph.ts';
import { loadAttentionMesh } from '../../../src/capture/detection/attention-mesh.ts';
import { channelPlanes } from '../../../src/capture/detection/crop.ts';
import { loadFaceTopology } from '../../../src/capture/detection/face-topology.ts';
import { loadGraph } from '../../../src/capture/detection/mediapipe-graphs.ts';
import { codeLength, unpackCodes } from '../../../src/deca/codes.ts';
import { createMorphableDecoder } from '../../../src/deca/decode/morphable-decoder.ts';
import { encoderOnnx } from '../../../src/deca/network/encoder-graph.ts';
import { encoderInputs, featureSlice } from '../../../src/deca/network/encoder-inputs.ts';
import {
  type DenseLayer,
  type EncoderWeights,
  outputLength,
  ROTATION_UNIT,
  SCALE_UNIT,
  TRANSLATION_UNIT,
} from '../../../src/deca/network/encoder-weights.ts';
import { type FeatureNetwork, loadFeatureNetwork } from '../../../src/deca/network/feature-network.ts';
import { chooseLocalLandmarks } from '../../../src/deca/network/local-landmarks.ts';
import { createRandom } from '../../../src/geometry/random.ts';
import { loadBundledHead } from '../../../src/head/bundled/bundled-head.ts';
import { embeddedPoints } from '../../../src/head/head-model.ts';
import { openNetwork } from '../../../src/onnx/open-network.ts';
import { expectClose } from '../../helpers/close.ts';
import { demoCrop } from '../../helpers/pictures/demo-crop.ts';

const head = loadBundledHead();
const { sizes } = createMorphableDecoder(head);
const template = embeddedPoints(head.embeddings.mediapipe468, head.template);
const landmarks = chooseLocalLandmarks(loadFaceTopology(), 20);
const random = createRandom(3);
const numbers = (count: number, scale: number): Float32Array =>
  Float32Array.from({ length: count }, () => scale * random.normal());

describe('the encoder as ONNX', () => {
  let network: FeatureNetwork;
  let crop: Float32Array;
  let features: Float32Array;
  beforeAll(async () => {
    network = await loadFeatureNetwork(landmarks);
    crop = channelPlanes(await demoCrop(224));
    features = (await network.features(crop)).slice();
  });

  it('finds the points that the TypeScript of the attention mesh finds', async () => {
    // The same bilinear reduction to 192 pixels that ONNX's Resize does.
    const small = new Float32Array(3 * 192 * 192);
    for (let y = 0; y < 192; y++)
      for (let x = 0; x < 192; x++) {
        const [fx, fy] = [((x + 0.5) * 224) / 192 - 0.5, ((y + 0.5) * 224) / 192 - 0.5];
        const [x0, y0] = [Math.max(0, Math.floor(fx)), Math.max(0, Math.floor(fy))];
        const [wx, wy] = [fx - x0, fy - y0];
        for (let c = 0; c < 3; c++) {
          const at = (px: number, py: number) => crop[c * 224 * 224 + Math.min(223, py) * 224 + Math.min(223, px)];
          small[3 * (y * 192 + x) + c] =
            (1 - wy) * ((1 - wx) * at(x0, y0) + wx * at(x0 + 1, y0)) +
            wy * ((1 - wx) * at(x0, y0 + 1) + wx * at(x0 + 1, y0 + 1));
        }
      }
    const { points, presence } = await (await loadAttentionMesh()).predict(small);
    expect(presence).toBeGreaterThan(0.9);
    const found = featureSlice(network.groups, 'points', features);
    const xy = (values: ArrayLike<number>, scale: number) =>
      Array.from({ length: 936 }, (_, i) => scale * values[3 * (i >> 1) + (i & 1)]);
    expectClose(xy(found, 192), xy(points, 1), { atol: 2e-2 });
  });

  it('computes what the reference computes', async () => {
    const components = 5;
    const local = {
      landmarks,
      channels: DESCRIPTOR_CHANNELS,
      components,
      mean: numbers(landmarks.length * DESCRIPTOR_CHANNELS, 0.1),
      basis: numbers(landmarks.length * DESCRIPTOR_CHANNELS * components, 0.1),
    };
    const reference = encoderInputs(network.groups, features, template, local);
    const inputCount = reference.inputs.length;
    const layer = (inputs: number, outputs: number): DenseLayer => ({
      inputs,
      outputs,
      weights: numbers(inputs * outputs, 1 / Math.sqrt(inputs)),
      bias: numbers(outputs, 0.1),
    });
    const hidden = 16;
    const weights: EncoderWeights = {
      sizes,
      template,
      local,
      mean: reference.inputs.map((x) => x + random.normal()),
      deviation: numbers(inputCount, 0.3).map((x) => 1 + Math.abs(x)),
      shape: layer(inputCount, sizes.shape),
      expression: layer(inputCount, sizes.expression),
      layers: [
        layer(inputCount, hidden),
        layer(hidden, hidden),
        layer(hidden, hidden),
        layer(hidden, outputLength(sizes)),
      ],
    };
    const bytes = encoderOnnx(loadGraph('attentionMesh'), weights);
    const opened = await openNetwork(bytes, { optimization: 'all', arena: 'kept' });
    const result = await opened.run({ image: { data: crop, dims: [1, 3, 224, 224] } });
    const codes = unpackCodes(result.codes, sizes);

    const x = reference.inputs.map((value, k) =>
      Math.min(6, Math.max(-6, (value - weights.mean[k]) / weights.deviation[k])),
    );
    const dense = ({ inputs, outputs, weights: w, bias }: DenseLayer, from: ArrayLike<number>): Float64Array =>
      Float64Array.from({ length: outputs }, (_, o) => {
        let sum = bias[o];
        for (let i = 0; i < inputs; i++) sum += from[i] * w[i * outputs + o];
        return sum;
      });
    const relu = (values: Float64Array) => values.map((v) => Math.max(0, v));
    const [l1, l2, l3, l4] = weights.layers;
    const first = dense(l1, x);
    const inner = dense(l3, relu(dense(l2, relu(first))));
    const answer = dense(l4, relu(first.map((v, k) => v + inner[k])));
    const raw = unpackCodes(answer.subarray(0, codeLength(sizes)), sizes);
    const close = { rtol: 1e-3, atol: 2e-3 };
    expectClose(codes.shape, dense(weights.shape, x), close);
    expectClose(codes.albedo, raw.albedo, close);
    expectClose(
      codes.expression,
      dense(weights.expression, x).map((v) => Math.min(1, Math.max(0, v))),
      close,
    );
    expectClose(
      codes.headPose,
      raw.headPose.map((v, k) => ROTATION_UNIT * v + reference.headPose[k]),
      close,
    );
    const [scale, tx, ty] = reference.camera;
    expectClose(
      codes.camera,
      [
        scale * (1 + SCALE_UNIT * raw.camera[0]),
        tx + TRANSLATION_UNIT * raw.camera[1],
        ty + TRANSLATION_UNIT * raw.camera[2],
      ],
      { rtol: 1e-3, atol: 5e-3 },
    );
    expectClose(codes.light, raw.light, close);
    expectClose(result.log_variance, [answer[answer.length - 1]], close);
  });
});
