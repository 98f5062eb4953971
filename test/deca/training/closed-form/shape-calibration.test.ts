import { describe, expect, it } from 'vitest';
import { calibrateShape } from '../../../../src/deca/training/closed-form/shape-calibration.ts';
import type { CalibrationRows } from '../../../../src/deca/training/closed-form/weighted-ridge.ts';
import { createRandom } from '../../../../src/geometry/random.ts';

const ANSWERS = 3;
const SHAPES = 2;
const IDENTITY = Float32Array.of(1, 0, 0, 1);
const first = {
  inputs: 2,
  outputs: ANSWERS,
  weights: Float32Array.of(1, 2, 0, 0, 1, 1),
  bias: Float32Array.of(0.5, 0, -1),
};

/** Shapes of deviation 1 about (1, -2); answers are a known mix of them, and noise. */
function people(count: number, noise: number): CalibrationRows {
  const random = createRandom(4);
  const shapes = new Float32Array(count * SHAPES);
  const answers = new Float32Array(count * ANSWERS);
  for (let r = 0; r < count; r++) {
    const [a, b] = [1 + random.normal(), -2 + random.normal()];
    shapes.set([a, b], r * SHAPES);
    answers.set(
      [2 * a + 3, a - b, b].map((x) => x + noise * random.normal()),
      r * ANSWERS,
    );
  }
  return { count, answers, shapes, weights: new Float64Array(count).fill(1), root: IDENTITY };
}

describe('calibration of a shape map', () => {
  it('undoes what a first map does to shapes', () => {
    const { layer, record } = calibrateShape(first, people(2000, 0.01));
    expect(record.spread).toBeGreaterThan(0.85);
    expect(record.errorMm).toBeLessThan(0.2 * record.meanShapeErrorMm);
    // The layer takes the first map's inputs.
    expect(layer).toMatchObject({ inputs: 2, outputs: SHAPES });
  });

  it('takes the weakest ridge where nothing speaks for a stronger one, and shrinks where answers are noise', () => {
    expect(calibrateShape(first, people(2000, 0.01)).record.ridge).toBe(0.1);
    const noisy = calibrateShape(first, people(4000, 30)).record;
    expect(noisy.ridge).toBe(3);
    expect(noisy.spread).toBeLessThan(0.2);
    expect(noisy.errorMm).toBeLessThan(1.02 * noisy.meanShapeErrorMm);
  });

  it('is the first map and the second in one', () => {
    const rows = people(500, 0.5);
    const through = calibrateShape(first, rows).layer;
    const alone = calibrateShape(
      {
        inputs: ANSWERS,
        outputs: ANSWERS,
        weights: Float32Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1),
        bias: new Float32Array(ANSWERS),
      },
      rows,
    ).layer;
    const apply = (layer: typeof through, x: readonly number[]): number[] =>
      Array.from(layer.bias, (b, j) => x.reduce((sum, v, i) => sum + v * layer.weights[i * layer.outputs + j], b));
    const x = [0.3, -0.7];
    apply(through, x).forEach((value, j) => {
      expect(value).toBeCloseTo(apply(alone, apply(first, x))[j], 4);
    });
  });

  it('hears people by their weights', () => {
    const rows = people(1000, 0.01);
    const lifted = rows.shapes.map((s, i) => (i < 1000 ? s + 10 : s));
    const weights = rows.weights.map((_, r) => (r < 500 ? 1e-6 : 1));
    const { layer } = calibrateShape(first, { ...rows, shapes: lifted, weights });
    const plain = calibrateShape(first, rows).layer;
    layer.bias.forEach((b, j) => {
      expect(b).toBeCloseTo(plain.bias[j], 1);
    });
  });

  it('is chosen by two people where so few are held out', () => {
    const { record } = calibrateShape(first, people(4, 0.01));
    expect(Number.isFinite(record.errorMm)).toBe(true);
  });
});
