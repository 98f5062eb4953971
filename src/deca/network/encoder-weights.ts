import type { CodeSizes } from '../codes.ts';
import { codeLength } from '../codes.ts';

/** y = x W + b */
export interface DenseLayer {
  readonly inputs: number;
  readonly outputs: number;
  /** [inputs, outputs] */
  readonly weights: Float32Array;
  /** [outputs] */
  readonly bias: Float32Array;
}

/** Principal components of the descriptors at each local landmark, scaled to unit variance. */
export interface LocalComponents {
  /** Indices of the landmarks [K]. */
  readonly landmarks: readonly number[];
  readonly channels: number;
  readonly components: number;
  /** [K, channels] */
  readonly mean: Float32Array;
  /** [K, channels, components] */
  readonly basis: Float32Array;
}

/**
 * All that training finds. The trained part behind the frozen features is a small residual network
 *   x = clip((inputs - mean) / deviation),  g = relu(x W_1 + b_1),  h = x W_1 + b_1 + relu(g W_2 + b_2) W_3 + b_3,
 *   y = relu(h) W_4 + b_4
 */
export interface EncoderWeights {
  readonly sizes: CodeSizes;
  /** Landmarks of the head that the trunk's points are aligned with [468, 3] mm. */
  readonly template: Float64Array;
  readonly local: LocalComponents;
  /** Of each input [I]. */
  readonly mean: Float32Array;
  readonly deviation: Float32Array;
  /** Straight from x to the shape: photographs differ from renders, and a linear map errs least where it was not trained. */
  readonly shape: DenseLayer;
  /** Straight from x to the expression: the network takes a wink for two half open eyes. */
  readonly expression: DenseLayer;
  /** W_1 .. W_4, for all other codes; what they say of shape and expression only guides training. */
  readonly layers: readonly DenseLayer[];
}

/** Standard deviations at which inputs are clipped: a crop unlike all that was trained on stays within reason. */
export const INPUT_CLIP = 6;
/** What one unit of the network's answer corrects of the pose: radians, share of the scale, mm; each about as much as is usual. */
export const ROTATION_UNIT = 0.1;
export const SCALE_UNIT = 0.1;
export const TRANSLATION_UNIT = 5;
/** Numbers of the network's answer: the codes, and the logarithm of the shape's mean square error in mm^2. */
export function outputLength(sizes: CodeSizes): number {
  return codeLength(sizes) + 1;
}
