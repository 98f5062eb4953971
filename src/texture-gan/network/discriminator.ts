import { splitVector } from '../../deca/training/run/training-state.ts';
import { tf } from '../../deca/training/tfjs-backend.ts';
import { blocksToChannels, type Convolution, halved } from './convolution.ts';
import { type LayerSpec, LEAK, layerCalls, layerShapes, learning } from './layers.ts';
import { type SingularVectors, singularVectors } from './spectral-norm.ts';

/** Planes that it looks at: detail of the completed texture (3), share, amplitude. */
export const JUDGED_PLANES = 5;

/** Judges patches of about 50 texels: a score for each eighth of a side. */
export const DISCRIMINATOR: readonly LayerSpec[] = [
  { name: 'half', inputs: 4 * JUDGED_PLANES, outputs: 32, gain: 1 },
  { name: 'quarter', inputs: 32, outputs: 48, gain: 1 },
  { name: 'eighth', inputs: 48, outputs: 64, gain: 1 },
  { name: 'score', inputs: 64, outputs: 1, gain: 1 },
];

/** Directions of each layer's largest singular value. @param parameters the discriminator's [P] */
export function spectralDirections(parameters: Float32Array): SingularVectors[] {
  const values = splitVector(layerShapes(DISCRIMINATOR), parameters);
  return DISCRIMINATOR.map(({ inputs, outputs }, k) => singularVectors(values[2 * k], 9 * inputs, outputs));
}

/**
 * Scores of patches [N, H/8, W/8, 1], each layer's weights divided by their largest singular value (Miyato 2018), which
 * bounds how fast the score can change with the picture.
 * @param directions of the weights as they are: `u^T W v` is that value, and its gradient is exact
 * @param planes [N, H, W, 5]
 */
export function judge(
  tensors: readonly tf.Tensor[],
  directions: readonly SingularVectors[],
  planes: tf.Tensor4D,
  convolution: (layer: number) => Convolution = learning(0),
): tf.Tensor4D {
  const normalized = tensors.map((tensor, k) => {
    if (k % 2 === 1) return tensor;
    const { u, v } = directions[k / 2];
    const outer = new Float32Array(u.length * v.length);
    for (let i = 0; i < u.length; i++) for (let j = 0; j < v.length; j++) outer[i * v.length + j] = u[i] * v[j];
    return tf.div(tensor, tf.sum(tf.mul(tensor, tf.tensor(outer, tensor.shape))));
  });
  const call = layerCalls(normalized, convolution);
  const layer = (x: tf.Tensor4D, k: number): tf.Tensor4D => tf.leakyRelu(call(x, k), LEAK);
  return call(layer(halved(layer(halved(layer(blocksToChannels(planes), 0)), 1)), 2), 3);
}
