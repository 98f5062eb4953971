import { createRandom, type Random } from '../../geometry/random.ts';
import type { DenseLayer } from '../network/encoder-weights.ts';
import { type InitialTensor, splitVector } from './run/training-state.ts';
import { tf } from './tfjs-backend.ts';
import { product, productWithConstant } from './tfjs-product.ts';

/** Answers start near the mean face. */
const OUTPUT_SCALE = 0.01;

/** Lengths of the trained network's layers, its inputs first; encoder-weights.ts has the formula. */
export type LayerWidths = readonly [inputs: number, first: number, second: number, third: number, outputs: number];

/** Shapes of its tensors: matrix and bias of each layer. */
export function encoderShapes(widths: LayerWidths): number[][] {
  return widths.slice(1).flatMap((width, k) => [[widths[k], width], [width]]);
}

/** He's normal initialisation (2015); the residual branch starts at 0. */
export function initialEncoder(widths: LayerWidths, seed: number): InitialTensor[] {
  const random = createRandom(seed);
  return encoderShapes(widths).map((shape, k) => {
    const scale = k === 6 ? OUTPUT_SCALE : k === 4 ? 0 : 1;
    const deviation = shape.length > 1 ? scale * Math.sqrt(2 / shape[0]) : 0;
    const length = shape.reduce((all, n) => all * n, 1);
    return { shape, values: Float32Array.from({ length }, () => deviation * random.normal()) };
  });
}

/** What was trained, as layers. */
export function encoderLayers(widths: LayerWidths, parameters: Float32Array): DenseLayer[] {
  const tensors = splitVector(encoderShapes(widths), parameters);
  return [0, 1, 2, 3].map((k) => ({
    inputs: widths[k],
    outputs: widths[k + 1],
    weights: tensors[2 * k],
    bias: tensors[2 * k + 1],
  }));
}

/**
 * encoder-weights.ts has the formula.
 * @param masks that the inputs and both hidden activations are multiplied by; none outside training
 */
export function forward(
  variables: readonly tf.Tensor[],
  inputs: tf.Tensor2D,
  masks: readonly tf.Tensor2D[] = [],
): tf.Tensor2D {
  const [w1, b1, w2, b2, w3, b3, w4, b4] = variables as tf.Tensor2D[];
  const drop = (x: tf.Tensor, k: number): tf.Tensor2D => (masks.length > 0 ? tf.mul(x, masks[k]) : x) as tf.Tensor2D;
  const first = tf.add(productWithConstant(drop(inputs, 0), w1), b1) as tf.Tensor2D;
  const inner = tf.relu(tf.add(product(drop(tf.relu(first), 1), w2), b2)) as tf.Tensor2D;
  const second = tf.add(first, tf.add(product(inner, w3), b3));
  return tf.add(product(drop(tf.relu(second), 2), w4), b4) as tf.Tensor2D;
}

/** 0 for the share of units that a step does without, else what makes up for them. */
export function dropoutMasks(widths: LayerWidths, rows: number, share: number, random: Random): tf.Tensor2D[] {
  if (share === 0) return [];
  const kept = 1 / (1 - share);
  return [widths[0], widths[1], widths[3]].map((width) => {
    const mask = new Float32Array(rows * width);
    for (let i = 0; i < mask.length; i++) mask[i] = random.uniform() < share ? 0 : kept;
    return tf.tensor2d(mask, [rows, width]);
  });
}
