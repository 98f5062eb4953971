import { beforeAll, describe, expect, it } from 'vitest';
import { normalizePoints } from '../../../../src/deca/network/pose-normalization.ts';
import type { EncoderRows } from '../../../../src/deca/training/encoder-rows.ts';
import {
  LANDMARKS,
  type LandmarkSamples,
  landmarkSamples,
} from '../../../../src/deca/training/landmarks/landmark-samples.ts';
import { regressCorrection, toldShifts } from '../../../../src/deca/training/landmarks/regress-correction.ts';
import { startTfjs } from '../../../../src/deca/training/tfjs-backend.ts';
import { createRandom } from '../../../../src/geometry/random.ts';
import { rotationFromEuler } from '../../../../src/geometry/rotation.ts';
import { loadBundledHead } from '../../../../src/head/bundled/bundled-head.ts';
import { embeddedPoints } from '../../../../src/head/head-model.ts';
import { expectClose } from '../../../helpers/close.ts';

beforeAll(async () => {
  await startTfjs();
});

describe('what a correction learns from', () => {
  it('is the way from the points of a crop to their places, mm, in whatever pose; far ones count for less', () => {
    const head = loadBundledHead();
    const template = embeddedPoints(head.embeddings.mediapipe468, head.template);
    const random = createRandom(2);
    const local = { landmarks: [4], channels: 1, components: 1, mean: new Float32Array(1), basis: new Float32Array(1) };
    const turn = rotationFromEuler(0.2, 0.5, -0.1);
    const scale = 0.008;
    // In [-1, 1] of the crop, y up, as the head's landmarks lie after a turn; the points are seen 2 mm beside and 1 mm above.
    const place = (l: number, row: number): number =>
      [0, 1, 2].reduce((sum, j) => sum + turn[3 * row + j] * template[3 * l + j], 0);
    const shift = [2, 1];
    const seen = Float64Array.from({ length: 3 * LANDMARKS }, (_, i) => {
      const [l, k] = [Math.floor(i / 3), i % 3];
      const at = scale * (place(l, k) + (k < 2 ? [5, -3][k] + shift[k] : 0));
      return k === 0 ? (1 + at) / 2 : k === 1 ? (1 - at) / 2 : -at / 2;
    });
    const { residual, rotation, camera } = normalizePoints(seen, template);
    const inputs = Float32Array.of(...residual, ...rotation, ...camera, ...new Float32Array(20), 0.5, random.normal());
    const truth = Float32Array.from({ length: 2 * LANDMARKS }, (_, i) => {
      const [k, l] = [Math.floor(i / LANDMARKS), i % LANDMARKS];
      return scale * (place(l, k) + [5, -3][k]);
    });
    const rows: EncoderRows = {
      count: 1,
      inputCount: inputs.length,
      codeCount: 0,
      inputs,
      base: new Float32Array(6),
      codes: new Float32Array(),
      landmarks: truth,
      local,
    };
    const samples = landmarkSamples(rows, template);
    expect(samples.inputCount).toBe(inputs.length - 1);
    const wanted = Array.from({ length: 2 * LANDMARKS }, (_, i) => -shift[i % 2]);
    expectClose(samples.shifts, wanted, { atol: 0.02 });
    expectClose(samples.weights, [1 / (1 + (2 ** 2 + 1) / 4 ** 2)], { rtol: 1e-2 });
  });
});

const WIDTH = 2 * 30;

/** Shifts that follow from the inputs by a map of low rank, a few crops of them nonsense that counts for nothing. */
function knownSamples(count: number): LandmarkSamples {
  const random = createRandom(11);
  const inputCount = 12;
  const [toFew, toAll] = [inputCount * 4, 4 * WIDTH].map((n) =>
    Float64Array.from({ length: n }, () => random.normal()),
  );
  const inputs = new Float32Array(count * inputCount).map(() => 3 + 2 * random.normal());
  const shifts = new Float32Array(count * WIDTH);
  const weights = new Float64Array(count).fill(1);
  for (let row = 0; row < count; row++) {
    const few = [0, 1, 2, 3].map((r) => {
      let sum = 0;
      for (let i = 0; i < inputCount; i++) sum += ((inputs[row * inputCount + i] - 3) / 2) * toFew[i * 4 + r];
      return sum;
    });
    for (let i = 0; i < WIDTH; i++)
      shifts[row * WIDTH + i] = 1.5 + few.reduce((sum, x, r) => sum + x * toAll[r * WIDTH + i], 0);
    if (row % 10 === 3) {
      weights[row] = 1e-6;
      shifts.fill(300 * random.normal(), row * WIDTH, (row + 1) * WIDTH);
    }
  }
  return { count, inputCount, inputs, width: WIDTH, shifts, weights };
}

describe('the regression of a correction', () => {
  it('finds a map that is there, but for what the ridge holds back, and does not listen to crops without weight', async () => {
    const samples = knownSamples(2400);
    const heldOut = 200;
    const correction = await regressCorrection(samples, heldOut);
    const row = samples.count - 5;
    const wanted = samples.shifts.subarray(row * WIDTH, (row + 1) * WIDTH);
    // W = (X^T X + n)^-1 X^T Y on standardised inputs that are independent: half of what is there.
    expectClose(
      toldShifts(samples, correction, row),
      Float64Array.from(wanted, (x) => 1.5 + (x - 1.5) / 2),
      { atol: 0.8 },
    );
    const missed = (told: (row: number) => ArrayLike<number>): number => {
      let sum = 0;
      for (let r = samples.count - heldOut; r < samples.count; r++) {
        if (samples.weights[r] < 1) continue;
        const said = told(r);
        for (let i = 0; i < WIDTH; i++) sum += Math.abs(samples.shifts[r * WIDTH + i] - said[i]);
      }
      return sum;
    };
    const mean = correction.layers[1].bias;
    const ratio = missed((r) => toldShifts(samples, correction, r)) / missed(() => mean);
    expect(ratio).toBeGreaterThan(0.45);
    expect(ratio).toBeLessThan(0.55);
  });
});
