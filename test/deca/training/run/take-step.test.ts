import { beforeAll, describe, expect, it } from 'vitest';
import { takeStep } from '../../../../src/deca/training/run/take-step.ts';
import { createVariables, decayedParameters, initialState } from '../../../../src/deca/training/run/training-state.ts';
import { startTfjs, tf } from '../../../../src/deca/training/tfjs-backend.ts';
import { adam } from '../../../../src/optimizers/adam.ts';
import { sgd } from '../../../../src/optimizers/sgd.ts';
import { adamW } from '../../../../src/optimizers/weight-decay.ts';
import { expectClose } from '../../../helpers/close.ts';

const SHAPES = [[2, 2], [2]];
const TENSORS = [
  { shape: SHAPES[0], values: Float32Array.of(1, -2, 3, 0.5) },
  { shape: SHAPES[1], values: Float32Array.of(4, -1) },
];

beforeAll(async () => {
  await startTfjs();
});

/** 1/2 sum x^2 of all parameters, whose gradient is the parameters. */
const bowl = (variables: readonly tf.Tensor[]) => () =>
  tf.mul(0.5, tf.add(tf.sum(tf.square(variables[0])), tf.sum(tf.square(variables[1])))) as tf.Scalar;

const valuesOf = (variables: readonly tf.Variable[]): Float32Array =>
  Float32Array.from(variables.flatMap((variable) => Array.from(variable.dataSync())));

describe('a step of training', () => {
  it('is the optimiser, on all tensors as one vector', async () => {
    const rule = { optimizer: sgd(0), learningRate: 0.5, schedule: () => 0.2, steps: 1, maxNorm: null };
    const start = initialState(TENSORS, rule.optimizer);
    const variables = createVariables(SHAPES, start.parameters);
    const { state, loss, gradientNorm } = await takeStep(variables, start, rule, bowl(variables));
    expect(loss).toBeCloseTo(0.5 * (1 + 4 + 9 + 0.25 + 16 + 1), 5);
    expect(gradientNorm).toBeCloseTo(Math.sqrt(31.25), 5);
    expectClose(state.parameters, [0.9, -1.8, 2.7, 0.45, 3.6, -0.9], { rtol: 1e-6 });
    expect(valuesOf(variables)).toEqual(state.parameters);
    expect(start.parameters).toEqual(Float32Array.of(1, -2, 3, 0.5, 4, -1));
    tf.dispose(variables);
  });

  it('shortens the gradient by the norm over all tensors', async () => {
    const rule = { optimizer: sgd(0), learningRate: 1, schedule: () => 1, steps: 1, maxNorm: Math.sqrt(31.25) / 10 };
    const start = initialState(TENSORS, rule.optimizer);
    const variables = createVariables(SHAPES, start.parameters);
    const { state } = await takeStep(variables, start, rule, bowl(variables));
    expectClose(state.parameters, [0.9, -1.8, 2.7, 0.45, 3.6, -0.9], { rtol: 1e-5 });
    tf.dispose(variables);
  });

  it('lets weights decay, and no bias', async () => {
    expect(decayedParameters(SHAPES, Float32Array.of(1, -2, 3, 0.5, 4, -1))).toEqual(
      Float32Array.of(1, -2, 3, 0.5, 0, 0),
    );
    const rule = { optimizer: adamW(0.1), learningRate: 0.5, schedule: () => 1, steps: 1, maxNorm: null };
    const start = initialState(TENSORS, rule.optimizer);
    const variables = createVariables(SHAPES, start.parameters);
    const flat = () => tf.mul(0, bowl(variables)()) as tf.Scalar;
    const { state } = await takeStep(variables, start, rule, flat);
    expectClose(state.parameters, [0.95, -1.9, 2.85, 0.475, 4, -1], { rtol: 1e-6 });
    tf.dispose(variables);
  });

  it("walks as tfjs' own Adam does", async () => {
    const rule = { optimizer: adam(), learningRate: 0.05, schedule: () => 1, steps: 20, maxNorm: null };
    let state = initialState(TENSORS, rule.optimizer);
    const variables = createVariables(SHAPES, state.parameters);
    const theirs = createVariables(SHAPES, state.parameters);
    const oracle = tf.train.adam(0.05, 0.9, 0.999, 1e-8);
    for (let step = 0; step < 20; step++) {
      ({ state } = await takeStep(variables, state, rule, bowl(variables)));
      oracle.minimize(bowl(theirs), false, theirs);
    }
    expectClose(valuesOf(theirs), state.parameters, { rtol: 1e-4, atol: 1e-5 });
    tf.dispose([...variables, ...theirs]);
  });

  it('leaves as many tensors as it found, step by step, and a loss that keeps some is refused', async () => {
    const rule = { optimizer: adam(), learningRate: 0.05, schedule: () => 1, steps: 9, maxNorm: null };
    let state = initialState(TENSORS, rule.optimizer);
    const variables = createVariables(SHAPES, state.parameters);
    const { numTensors, numBytes } = tf.memory();
    for (let step = 0; step < 9; step++) {
      ({ state } = await takeStep(variables, state, rule, bowl(variables)));
      expect(tf.memory()).toMatchObject({ numTensors, numBytes });
    }
    const leaking = () => {
      tf.keep(tf.zeros([3]));
      return bowl(variables)();
    };
    await expect(takeStep(variables, state, rule, leaking)).rejects.toThrow(/left 1 more/);
    tf.dispose(variables);
  });
});
