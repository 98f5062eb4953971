import { type Optimizer, type OptimizerState, zerosLike } from '../../../optimizers/optimizer.ts';
import { tf } from '../tfjs-backend.ts';

/** A tensor of a network before training. */
export interface InitialTensor {
  readonly shape: readonly number[];
  /** [product of shape] */
  readonly values: Float32Array;
}

/** How far training has come: plain data, from which it goes on to the same end. */
export interface TrainingState {
  /** Values of all tensors, one after the other [P]. */
  readonly parameters: Float32Array;
  /** Its `count` is the number of steps taken. */
  readonly optimizer: OptimizerState<Float32Array>;
}

/** Before the first step. */
export function initialState(tensors: readonly InitialTensor[], optimizer: Optimizer): TrainingState {
  const parameters = new Float32Array(tensors.reduce((sum, { values }) => sum + values.length, 0));
  let at = 0;
  for (const { values } of tensors) {
    parameters.set(values, at);
    at += values.length;
  }
  return { parameters, optimizer: optimizer.init(parameters) };
}

/** A state's parameters where the back end computes with them. @returns variables of these shapes, the caller's to dispose */
export function createVariables(shapes: readonly (readonly number[])[], parameters: Float32Array): tf.Variable[] {
  return splitVector(shapes, parameters).map((values, k) =>
    tf.tidy(() => tf.variable(tf.tensor(values, [...shapes[k]], 'float32'))),
  );
}

/** Gives variables other values [P]. */
export function assignVariables(variables: readonly tf.Variable[], parameters: Float32Array): void {
  const shapes = variables.map(({ shape }) => shape);
  partsOf(shapes, parameters).forEach((values, k) => {
    tf.tidy(() => variables[k].assign(tf.tensor(values, shapes[k], 'float32')));
  });
}

/** The tensors' own values within a vector of them all, as copies. */
export function splitVector(shapes: readonly (readonly number[])[], vector: Float32Array): Float32Array[] {
  return partsOf(shapes, vector).map((part) => part.slice());
}

/** {@link splitVector} where the vector stays as it is. */
function partsOf(shapes: readonly (readonly number[])[], vector: Float32Array): Float32Array[] {
  let at = 0;
  return shapes.map((shape) => {
    const length = shape.reduce((product, n) => product * n, 1);
    at += length;
    return vector.subarray(at - length, at);
  });
}

/** The parameters that weight decay draws to 0: those of matrices, and 0 in the place of biases. */
export function decayedParameters(shapes: readonly (readonly number[])[], parameters: Float32Array): Float32Array {
  const out = zerosLike(parameters);
  let at = 0;
  for (const [k, values] of partsOf(shapes, parameters).entries()) {
    if (shapes[k].length > 1) out.set(values, at);
    at += values.length;
  }
  return out;
}
