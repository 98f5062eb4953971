import { describe, expect, it } from 'vitest';
import { EMBEDDING_LENGTH } from '../../../src/capture/recognition/recognition-graph.ts';
import { identityOnnx } from '../../../src/deca/network/identity-graph.ts';
import { createRandom } from '../../../src/geometry/random.ts';
import { openNetwork } from '../../../src/onnx/open-network.ts';

describe('a person by the encoder and the recogniser, as ONNX', () => {
  it('is linear in both, the shape first', async () => {
    const random = createRandom(3);
    const numbers = (count: number): Float32Array => Float32Array.from({ length: count }, () => random.normal());
    const shapeCount = 5;
    const inputs = shapeCount + EMBEDDING_LENGTH;
    const [weights, bias] = [numbers(inputs * shapeCount), numbers(shapeCount)];
    const onnx = identityOnnx({ inputs, outputs: shapeCount, weights, bias });
    const network = await openNetwork(onnx, { optimization: 'extended', arena: 'freed' });
    const [shape, embedding] = [numbers(shapeCount), numbers(EMBEDDING_LENGTH)];
    const { person } = await network.run({
      shape: { data: shape, dims: [1, shapeCount] },
      embedding: { data: embedding, dims: [1, EMBEDDING_LENGTH] },
    });
    await network.close();
    const told = [...shape, ...embedding];
    expect(person).toHaveLength(shapeCount);
    for (let k = 0; k < shapeCount; k++) {
      const expected = told.reduce((sum, x, i) => sum + x * weights[i * shapeCount + k], bias[k]);
      expect(Math.abs(person[k] - expected)).toBeLessThan(1e-4);
    }
  });
});
