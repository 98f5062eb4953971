import { describe, expect, it } from 'vitest';
import { DESCRIPTOR_CHANNELS, DESCRIPTOR_MAPS } from '../../../src/capture/detection/attention-graph.ts';
import { loadAttentionMesh, MESH_INPUT, type MeshPrediction } from '../../../src/capture/detection/attention-mesh.ts';
import { loadFaceTopology } from '../../../src/capture/detection/face-topology.ts';
import { type CorrectionWeights, correctionOnnx } from '../../../src/deca/network/correction-graph.ts';
import type { DenseLayer } from '../../../src/deca/network/encoder-weights.ts';
import { chooseLocalLandmarks } from '../../../src/deca/network/local-landmarks.ts';
import { normalizePoints } from '../../../src/deca/network/pose-normalization.ts';
import { createRandom } from '../../../src/geometry/random.ts';
import { loadBundledHead } from '../../../src/head/bundled/bundled-head.ts';
import { embeddedPoints } from '../../../src/head/head-model.ts';
import { openNetwork } from '../../../src/onnx/open-network.ts';
import { expectClose } from '../../helpers/close.ts';
import { demoCrop } from '../../helpers/pictures/demo-crop.ts';

const head = loadBundledHead();
const template = embeddedPoints(head.embeddings.mediapipe468, head.template);
const landmarks = chooseLocalLandmarks(loadFaceTopology(), 12);
const random = createRandom(7);
const numbers = (count: number, scale: number): Float32Array =>
  Float32Array.from({ length: count }, () => scale * random.normal());

/** The maps at a landmark, between the four pixels around it, nothing beyond the edge. */
function descriptor({ points, maps }: MeshPrediction, l: number): number[] {
  return DESCRIPTOR_MAPS.flatMap(({ side, channels }, m) => {
    const [x, y] = [0, 1].map((k) => (points[3 * l + k] / MESH_INPUT) * side - 0.5);
    const [x0, y0] = [Math.floor(x), Math.floor(y)];
    const at = (px: number, py: number, c: number): number =>
      px < 0 || py < 0 || px >= side || py >= side ? 0 : maps[m][(py * side + px) * channels + c];
    return Array.from({ length: channels }, (_, c) => {
      const across = (row: number): number => (x0 + 1 - x) * at(x0, row, c) + (x - x0) * at(x0 + 1, row, c);
      return (y0 + 1 - y) * across(y0) + (y - y0) * across(y0 + 1);
    });
  });
}

describe('the correction of landmarks as ONNX', () => {
  it('computes what its formula says', async () => {
    const seen = await (await loadAttentionMesh()).predict(await demoCrop(MESH_INPUT));
    const components = 3;
    const local = {
      landmarks,
      channels: DESCRIPTOR_CHANNELS,
      components,
      mean: numbers(landmarks.length * DESCRIPTOR_CHANNELS, 0.1),
      basis: numbers(landmarks.length * DESCRIPTOR_CHANNELS * components, 0.1),
    };
    const unit = (values: Float64Array): Float32Array => Float32Array.from(values, (x) => x / MESH_INPUT);
    const { residual, rotation, camera } = normalizePoints(unit(seen.points), template);
    const looked = landmarks.flatMap((l, k) => {
      const found = descriptor(seen, l);
      return Array.from({ length: components }, (_, d) =>
        found.reduce((sum, x, c) => {
          const at = k * DESCRIPTOR_CHANNELS + c;
          return sum + (x - local.mean[at]) * local.basis[at * components + d];
        }, 0),
      );
    });
    const inputs = [...residual, ...rotation, ...camera, ...unit(seen.irises), ...looked];
    const layer = (rows: number, outputs: number): DenseLayer => ({
      inputs: rows,
      outputs,
      weights: numbers(rows * outputs, 1 / Math.sqrt(rows)),
      bias: numbers(outputs, 1),
    });
    const weights: CorrectionWeights = {
      template,
      local,
      mean: Float32Array.from(inputs, (x) => x + random.normal()),
      deviation: numbers(inputs.length, 0.3).map((x) => 0.2 + Math.abs(x)),
      layers: [layer(inputs.length, 5), layer(5, 936)],
    };
    const network = await openNetwork(correctionOnnx(weights), { optimization: 'all', arena: 'freed' });
    const maps = DESCRIPTOR_MAPS.map(({ side, channels }, m) => [
      `map_${m}`,
      { data: seen.maps[m], dims: [1, side, side, channels] },
    ]);
    const { corrected } = await network.run({
      points: { data: unit(seen.points), dims: [468, 3] },
      irises: { data: unit(seen.irises), dims: [10, 2] },
      ...Object.fromEntries(maps),
    });

    const x = inputs.map((value, k) => Math.min(6, Math.max(-6, (value - weights.mean[k]) / weights.deviation[k])));
    expect(x.some((value) => Math.abs(value) === 6)).toBe(true);
    const dense = ({ outputs, weights: w, bias }: DenseLayer, from: ArrayLike<number>): Float64Array =>
      Float64Array.from({ length: outputs }, (_, o) => {
        let sum = bias[o];
        for (let i = 0; i < from.length; i++) sum += from[i] * w[i * outputs + o];
        return sum;
      });
    const shifts = dense(weights.layers[1], dense(weights.layers[0], x));
    // mm in half crops, y down.
    const wanted = Array.from({ length: 936 }, (_, i) => {
      const down = i % 2 === 0 ? 1 : -1;
      return seen.points[3 * (i >> 1) + (i & 1)] / MESH_INPUT + (down * camera[0] * shifts[i]) / 2;
    });
    expectClose(corrected, wanted, { rtol: 1e-3, atol: 1e-4 });
  });
});
