import { describe, expect, it } from 'vitest';
import { adam } from '../../../src/fitting/solvers/adam.ts';
import { cosineDecay, type Optimizer } from '../../../src/fitting/solvers/optimizer.ts';
import { sgd } from '../../../src/fitting/solvers/sgd.ts';
import { expectClose } from '../../helpers/close.ts';

describe('optimisers', () => {
  it('Adam takes the first two steps worked out by hand', () => {
    const optimizer = adam({ decayRate1: 0.9, decayRate2: 0.99, epsilon: 0 });
    const first = optimizer.update(Float64Array.of(2), optimizer.init(1), Float64Array.of(0.1));
    // m^ = 2, v^ = 4: the step is the learning rate.
    expect(first.step[0]).toBeCloseTo(-0.1, 12);
    const second = optimizer.update(Float64Array.of(-1), first.state, Float64Array.of(0.1));
    const m = (0.9 * 0.2 - 0.1) / (1 - 0.81);
    const v = (0.99 * 0.04 + 0.01) / (1 - 0.9801);
    expect(second.step[0]).toBeCloseTo((-0.1 * m) / Math.sqrt(v), 12);
  });

  function minimise<State>(optimizer: Optimizer<State>, rate: number, steps: number): Float64Array {
    const target = [0.5, -1.5];
    let x: Float64Array = Float64Array.of(3, 2);
    let state = optimizer.init(2);
    for (let i = 0; i < steps; i++) {
      const gradient = Float64Array.of(2 * (x[0] - target[0]), 20 * (x[1] - target[1]));
      const decay = 1 - i / steps;
      const update = optimizer.update(gradient, state, new Float64Array(2).fill(rate * decay));
      state = update.state;
      x = x.map((value, k) => value + update.step[k]);
    }
    return x;
  }

  it('both reach the minimum of a stretched bowl', () => {
    expectClose(minimise(adam(), 0.1, 400), [0.5, -1.5], { atol: 1e-2 });
    expectClose(minimise(sgd({ momentum: 0.9, rate: 1, maxNorm: 3 }), 0.1, 400), [0.5, -1.5], { atol: 1e-2 });
  });

  it('SGD carries its velocity on and is cut to a norm in units of the rates', () => {
    const optimizer = sgd({ momentum: 0.5, rate: 1, maxNorm: 3 });
    const rates = Float64Array.of(0.1, 0.2);
    const first = optimizer.update(Float64Array.of(10, -5), optimizer.init(2), rates);
    // rate lr g = (1, -1): short enough.
    expectClose(first.step, [-0.1, 0.2], { rtol: 1e-12 });
    const second = optimizer.update(Float64Array.of(40, 0), first.state, rates);
    // rate lr g = (4, 0): three quarters of it.
    expectClose(second.step, [-0.05 - 0.3, 0.1], { rtol: 1e-12 });
  });

  it('neither moves what has a rate of 0', () => {
    const gradient = Float64Array.of(3, -2);
    const rates = Float64Array.of(0, 0.1);
    const first = adam().update(gradient, adam().init(2), rates);
    expect(first.step[0]).toBeCloseTo(0, 20);
    expect(Math.abs(first.step[1])).toBeGreaterThan(0.05);
    expect(sgd().update(gradient, sgd().init(2), rates).step[0]).toBeCloseTo(0, 20);
  });

  it('rates fall along a cosine to 2 %', () => {
    expectClose(
      [0, 25, 50, 100].map((step) => cosineDecay(step, 100)),
      [1, 0.02 + 0.49 * (1 + Math.SQRT1_2), 0.51, 0.02],
      { rtol: 1e-12 },
    );
  });
});
