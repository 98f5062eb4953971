import type { InitialTensor } from '../../deca/training/run/training-state.ts';
import { tf } from '../../deca/training/tfjs-backend.ts';
import type { Random } from '../../geometry/random.ts';
import { type Convolution, convolve, convolveConstant } from './convolution.ts';

/** A 3 x 3 convolution with a bias a channel. */
export interface LayerSpec {
  readonly name: string;
  readonly inputs: number;
  readonly outputs: number;
  /** Factor on the weights that it begins with. */
  readonly gain: number;
}

/** Slope of leaky rectifiers below 0. */
export const LEAK = 0.2;

/** Shapes of the layers' tensors: weights [3, 3, C, O] and bias [O] of each in turn. */
export function layerShapes(layers: readonly LayerSpec[]): number[][] {
  return layers.flatMap(({ inputs, outputs }) => [[3, 3, inputs, outputs], [outputs]]);
}

/** He's normal weights for rectifiers: sd = gain sqrt(2 / (9 C)); biases 0. */
export function initialLayers(layers: readonly LayerSpec[], random: Random): InitialTensor[] {
  return layers.flatMap(({ inputs, outputs, gain }) => {
    const deviation = gain * Math.sqrt(2 / (9 * inputs));
    const values = Float32Array.from({ length: 9 * inputs * outputs }, () => deviation * random.normal());
    return [
      { shape: [3, 3, inputs, outputs], values },
      { shape: [outputs], values: new Float32Array(outputs) },
    ];
  });
}

/** The convolutions of a network that learns. @param reading layers that read what is not learnt */
export function learning(...reading: readonly number[]): (layer: number) => Convolution {
  return (layer) => (reading.includes(layer) ? convolveConstant : convolve);
}

/** Layers that are called by their places. @param tensors weights and bias of each in turn */
export function layerCalls(
  tensors: readonly tf.Tensor[],
  convolution: (layer: number) => Convolution,
): (x: tf.Tensor4D, layer: number) => tf.Tensor4D {
  return (x, layer) => tf.add(convolution(layer)(x, tensors[2 * layer] as tf.Tensor4D), tensors[2 * layer + 1]);
}
