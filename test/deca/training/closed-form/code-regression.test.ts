import { CholeskyDecomposition, Matrix } from 'ml-matrix';
import { beforeAll, describe, expect, it } from 'vitest';
import { answersOf, codesOf, regressCodes } from '../../../../src/deca/training/closed-form/code-regression.ts';
import { expressionErrors } from '../../../../src/deca/training/closed-form/expression-regression.ts';
import { inputStatistics } from '../../../../src/deca/training/encoder-batch.ts';
import type { EncoderRows } from '../../../../src/deca/training/encoder-rows.ts';
import { startTfjs, tf } from '../../../../src/deca/training/tfjs-backend.ts';
import { createRandom } from '../../../../src/geometry/random.ts';
import { expectClose } from '../../../helpers/close.ts';

const COUNT = 1300;
const HELD_OUT = 100;
const INPUTS = 4;
/** One of shape, one of albedo, three of expression, one behind them. */
const SIZES = { shape: 1, albedo: 1, expression: 3 };
const CODES = 6;
const EXPRESSION = { start: 2, count: 3 };
const random = createRandom(7);

/** Inputs of other means and spreads; the expression is linear in them and noisy, within 0..1. */
function sampledRows(): EncoderRows {
  const inputs = Float32Array.from(
    { length: COUNT * INPUTS },
    (_, i) => 3 * (i % INPUTS) + (1 + (i % INPUTS)) * random.normal(),
  );
  const codes = Float32Array.from({ length: COUNT * CODES }, () => random.normal());
  for (let row = 0; row < COUNT; row++)
    for (let j = 0; j < EXPRESSION.count; j++) {
      const x = inputs[row * INPUTS + j] - 3 * j;
      codes[row * CODES + EXPRESSION.start + j] = 0.5 + 0.12 * (x / (1 + j)) + 0.02 * random.normal();
    }
  const none = { landmarks: [], channels: 0, components: 0, mean: new Float32Array(0), basis: new Float32Array(0) };
  return {
    count: COUNT,
    inputCount: INPUTS,
    codeCount: CODES,
    inputs,
    codes,
    base: new Float32Array(6 * COUNT),
    landmarks: new Float32Array(0),
    local: none,
  };
}

describe('codes by regression', () => {
  const rows = sampledRows();
  const own = inputStatistics(rows, { heldOut: HELD_OUT });
  // Statistics of other crops: inputs are neither centred nor of unit variance.
  const others = { mean: own.mean.map((x) => x + 0.7), deviation: own.deviation.map((x) => 1.4 * x) };
  const samples = { rows, statistics: others, heldOut: HELD_OUT };
  beforeAll(async () => {
    await startTfjs();
  });

  it('solves the normal equations of centred rows', async () => {
    const before = tf.memory().numTensors;
    const ridge = 0.3;
    const { weights, bias } = await regressCodes(samples, EXPRESSION, ridge);
    const n = COUNT - HELD_OUT;
    const x = new Matrix(n, INPUTS);
    const y = Matrix.from1DArray(n, 3, Array.from(codesOf(rows, EXPRESSION, 0, n)));
    for (let r = 0; r < n; r++)
      for (let k = 0; k < INPUTS; k++)
        x.set(r, k, Math.max(-6, Math.min(6, (rows.inputs[r * INPUTS + k] - others.mean[k]) / others.deviation[k])));
    const [xMean, yMean] = [x.mean('column'), y.mean('column')];
    const centred = x.clone().subRowVector(xMean);
    const gram = centred
      .transpose()
      .mmul(centred)
      .add(Matrix.eye(INPUTS, INPUTS).mul(ridge * n));
    const solved = new CholeskyDecomposition(gram).solve(centred.transpose().mmul(y.clone().subRowVector(yMean)));
    expectClose(weights, solved.to1DArray(), { rtol: 1e-4, atol: 1e-5 });
    const shift = Matrix.rowVector(xMean).mmul(solved).to1DArray();
    expectClose(
      bias,
      yMean.map((mean, j) => mean - shift[j]),
      { rtol: 1e-4, atol: 1e-5 },
    );
    expect(tf.memory().numTensors).toBe(before);
  });

  it('answers what is true of crops that it has not seen, and the crops held out change nothing', async () => {
    const layer = await regressCodes(samples, EXPRESSION, 1e-4);
    const last = { start: COUNT - HELD_OUT, count: HELD_OUT };
    const said = await answersOf(samples, layer, last);
    const truth = codesOf(rows, EXPRESSION, last.start, last.count);
    expect(Math.max(...said.map((s, i) => Math.abs(s - truth[i])))).toBeLessThan(0.1);
    const otherCodes = rows.codes.slice();
    otherCodes.fill(9, last.start * CODES);
    const blind = await regressCodes({ ...samples, rows: { ...rows, codes: otherCodes } }, EXPRESSION, 1e-4);
    expect(blind).toEqual(layer);
  });

  it('counts winks that are told apart, and errors of clipped answers', async () => {
    // Every tenth crop shuts an eye, now this, now that one; the map sees the left eye alone, half of it.
    const codes = rows.codes.slice();
    const inputs = rows.inputs.slice();
    for (let row = 0; row < COUNT; row++) {
      const [left, right] = row % 20 === 0 ? [1, 0] : row % 20 === 10 ? [0, 1] : [0.3, 0.3];
      codes.set([left, right, 0], row * CODES + EXPRESSION.start);
      inputs.set([left, right, 0, 0], row * INPUTS);
    }
    const seen = { ...rows, codes, inputs };
    const statistics = { mean: new Float32Array(INPUTS), deviation: new Float32Array(INPUTS).fill(1) };
    const weights = new Float32Array(INPUTS * 3);
    const whole = { inputs: INPUTS, outputs: 3, weights, bias: new Float32Array(3) };
    weights[0] = 2;
    weights[3 + 1] = 2;
    const lids = { left: 0, right: 1 };
    const clipped = await expressionErrors({ rows: seen, statistics, heldOut: 20 }, SIZES, whole, lids);
    expect(clipped).toMatchObject({ winks: 2, winksTold: 2 });
    // Shut eyes are clipped to 1, open ones are said to be 0.6.
    expect(clipped.lidError).toBeCloseTo(Math.sqrt((36 * 0.3 ** 2) / 40), 5);
    expect(clipped.error).toBeCloseTo(clipped.lidError * Math.sqrt(2 / 3), 5);
    weights.fill(0);
    weights[3] = 0.9;
    const mistaken = await expressionErrors({ rows: seen, statistics, heldOut: 20 }, SIZES, whole, lids);
    expect(mistaken).toMatchObject({ winks: 2, winksTold: 0 });
  });
});
