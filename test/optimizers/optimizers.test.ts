import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/geometry/random.ts';
import { adam } from '../../src/optimizers/adam.ts';
import { clipByGlobalNorm, globalNorm } from '../../src/optimizers/clip-gradient.ts';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';
import { sgd } from '../../src/optimizers/sgd.ts';
import { adamW } from '../../src/optimizers/weight-decay.ts';
import { expectClose } from '../helpers/close.ts';

/** One parameter through gradients that are told in advance, by the papers' formulas. @returns its path */
type Reference = (start: number, gradients: readonly number[], rate: number) => number[];

const [B1, B2, EPSILON, MOMENTUM, DECAY] = [0.8, 0.95, 1e-6, 0.7, 0.3];

function slowAdam(decay: number): Reference {
  return (start, gradients, rate) => {
    let x = start;
    return gradients.map((_, t) => {
      // Moments as weighted sums over all gradients so far, in place of recursions.
      let [m, v] = [0, 0];
      for (let k = 0; k <= t; k++) {
        m += (1 - B1) * B1 ** (t - k) * gradients[k];
        v += (1 - B2) * B2 ** (t - k) * gradients[k] ** 2;
      }
      const unbiased = [m / (1 - B1 ** (t + 1)), v / (1 - B2 ** (t + 1))];
      x = x - rate * decay * x - (rate * unbiased[0]) / (Math.sqrt(unbiased[1]) + EPSILON);
      return x;
    });
  };
}

const slowSgd: Reference = (start, gradients, rate) => {
  let x = start;
  return gradients.map((_, t) => {
    for (let k = 0; k <= t; k++) x -= MOMENTUM ** (t - k) * rate * gradients[k];
    return x;
  });
};

const moments = { decayRate1: B1, decayRate2: B2, epsilon: EPSILON };
const OPTIMIZERS: readonly [string, Optimizer, Reference][] = [
  ['Adam', adam(moments), slowAdam(0)],
  ['AdamW', adamW(DECAY, moments), slowAdam(DECAY)],
  ['SGD with momentum', sgd(MOMENTUM), slowSgd],
];

describe.each(OPTIMIZERS)('%s', (_, optimizer, reference) => {
  it('walks as a slow, obvious one does', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e6 }), fc.integer({ min: 1, max: 4 }), (seed, count) => {
        const random = createRandom(seed);
        const start = Float64Array.from({ length: count }, () => random.normal());
        const rates = Float64Array.from({ length: count }, () => 0.1 * random.uniform());
        const gradients = Array.from({ length: 12 }, () => start.map(() => 3 * random.normal()));
        let x = start;
        let state = optimizer.init(start);
        const path = gradients.map((gradient) => {
          const next = optimizer.update({ gradient, learningRates: rates, decayed: x }, state);
          state = next.state;
          x = x.map((value, i) => value + next.step[i]);
          return x;
        });
        for (let i = 0; i < count; i++) {
          const told = gradients.map((gradient) => gradient[i]);
          expectClose(
            path.map((at) => at[i]),
            reference(start[i], told, rates[i]),
            { rtol: 1e-10, atol: 1e-12 },
          );
        }
        expect(state.count).toBe(12);
      }),
      { numRuns: 40 },
    );
  });

  it('changes nothing that it is given, and answers the same twice', () => {
    const input = {
      gradient: Float64Array.of(1, -2),
      learningRates: Float64Array.of(0.1, 0.2),
      decayed: Float64Array.of(3, 4),
    };
    const state = optimizer.update(input, optimizer.init(input.decayed)).state;
    const before = structuredClone({ input, state });
    expect(optimizer.update(input, state)).toEqual(optimizer.update(input, state));
    expect({ input, state }).toEqual(before);
  });

  it('keeps the precision of its parameters, and holds what has a rate of 0', () => {
    const gradient = Float32Array.of(3, -2);
    const { step, state } = optimizer.update(
      { gradient, learningRates: Float32Array.of(0, 0.1), decayed: Float32Array.of(5, 5) },
      optimizer.init(gradient),
    );
    expect(step).toBeInstanceOf(Float32Array);
    for (const moment of state.moments) expect(moment).toBeInstanceOf(Float32Array);
    expect(step[0]).toBeCloseTo(0, 20);
    expect(Math.abs(step[1])).toBeGreaterThan(0.05);
  });

  it('reaches the minimum of a stretched bowl', () => {
    const target = [0.5, -1.5];
    let x = Float64Array.of(3, 2);
    let state = optimizer.init(x);
    for (let i = 0; i < 600; i++) {
      const gradient = Float64Array.of(2 * (x[0] - target[0]), 20 * (x[1] - target[1]));
      const learningRates = new Float64Array(2).fill(0.03 * (1 - i / 600));
      const next = optimizer.update({ gradient, learningRates, decayed: new Float64Array(2) }, state);
      state = next.state;
      x = x.map((value, k) => value + next.step[k]);
    }
    expectClose(x, target, { atol: 1e-2 });
  });
});

describe('known sequences', () => {
  const walk = (optimizer: Optimizer, gradients: readonly number[]): number[] => {
    let state = optimizer.init(new Float64Array(1));
    return gradients.map((g) => {
      const input = { gradient: Float64Array.of(g), learningRates: Float64Array.of(0.1), decayed: Float64Array.of(2) };
      const next = optimizer.update(input, state);
      state = next.state;
      return next.step[0];
    });
  };

  it('Adam: the first step is the rate, whatever the slope; the second by hand', () => {
    const [first, second] = walk(adam({ decayRate1: 0.9, decayRate2: 0.99, epsilon: 0 }), [2, -1]);
    expect(first).toBeCloseTo(-0.1, 12);
    const m = (0.9 * 0.2 - 0.1) / (1 - 0.81);
    const v = (0.99 * 0.04 + 0.01) / (1 - 0.9801);
    expect(second).toBeCloseTo((-0.1 * m) / Math.sqrt(v), 12);
  });

  it("AdamW: Adam's steps and 0.1 * 0.3 * 2 towards 0", () => {
    const [own, decayed] = [walk(adam(moments), [2, -1, 4]), walk(adamW(0.3, moments), [2, -1, 4])];
    expectClose(
      decayed.map((step, t) => step - own[t]),
      [-0.06, -0.06, -0.06],
      { rtol: 1e-12 },
    );
  });

  it('SGD: a steady slope g ends at steps of rate g / (1 - momentum)', () => {
    expectClose(walk(sgd(0.5), [8, 8, 8]), [-0.8, -1.2, -1.4], { rtol: 1e-12 });
    expect(walk(sgd(0.9), new Array<number>(300).fill(1)).at(-1)).toBeCloseTo(-1, 8);
  });
});

describe('clipping by global norm', () => {
  it('leaves what is short as it is, and shortens the rest without turning it', () => {
    const gradient = Float32Array.of(3, 0, -4);
    expect(globalNorm(gradient)).toBe(5);
    expect(clipByGlobalNorm(gradient, 5)).toBe(gradient);
    expectClose(clipByGlobalNorm(gradient, 1), [0.6, 0, -0.8], { rtol: 1e-6 });
    expect(gradient[0]).toBe(3);
    expect(clipByGlobalNorm(new Float64Array(3), 0)).toEqual(new Float64Array(3));
  });

  it('gives the norm that is asked for, on random gradients', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 20 }),
        fc.double({ min: 1e-3, max: 1e3, noNaN: true }),
        (values, most) => {
          const gradient = Float64Array.from(values);
          const expected = Math.min(most, globalNorm(gradient));
          expectClose([globalNorm(clipByGlobalNorm(gradient, most))], [expected], { rtol: 1e-9, atol: 1e-300 });
        },
      ),
    );
  });
});
