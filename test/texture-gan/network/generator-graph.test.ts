import { beforeAll, describe, expect, it } from 'vitest';
import { startTfjs, tf } from '../../../src/deca/training/tfjs-backend.ts';
import { createRandom } from '../../../src/geometry/random.ts';
import { openNetwork } from '../../../src/onnx/open-network.ts';
import { PLANE_COUNT } from '../../../src/render/texture/completion/completion-planes.ts';
import { GENERATOR, generate } from '../../../src/texture-gan/network/generator.ts';
import { generatorOnnx } from '../../../src/texture-gan/network/generator-graph.ts';
import { initialLayers } from '../../../src/texture-gan/network/layers.ts';

beforeAll(() => startTfjs());

describe('the generator as ONNX', () => {
  it('answers as it did while it was trained, to 1e-4', async () => {
    const [height, width] = [32, 48];
    const random = createRandom(4);
    const layers = initialLayers(GENERATOR, random).map(({ shape, values }) => ({
      shape: [...shape],
      values: values.map((x) => (x === 0 ? 0.1 * random.normal() : x)),
    }));
    const texels = Float32Array.from({ length: height * width * PLANE_COUNT }, () => random.normal());
    const tensors = layers.map(({ shape, values }) => tf.tensor(values, shape, 'float32'));
    const trained = generate(tensors, tf.tensor4d(texels, [1, height, width, PLANE_COUNT])).dataSync();
    const planes = new Float32Array(texels.length);
    for (let i = 0; i < height * width; i++)
      for (let p = 0; p < PLANE_COUNT; p++) planes[p * height * width + i] = texels[i * PLANE_COUNT + p];
    const network = await openNetwork(generatorOnnx(layers.map(({ values }) => values)), {
      optimization: 'extended',
      arena: 'freed',
    });
    const { change } = await network.run({ texels: { data: planes, dims: [1, PLANE_COUNT, height, width] } });
    expect(change.some((x) => Math.abs(x) > 0.01)).toBe(true);
    let most = 0;
    for (let i = 0; i < height * width; i++)
      for (let c = 0; c < 3; c++) most = Math.max(most, Math.abs(change[c * height * width + i] - trained[3 * i + c]));
    expect(most).toBeLessThan(1e-4);
  });
});
