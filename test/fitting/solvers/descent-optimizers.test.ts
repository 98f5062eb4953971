import { describe, expect, it } from 'vitest';
import { DESCENT_DECAY, DESCENT_OPTIMIZERS, inUnitsOfRates } from '../../../src/fitting/solvers/descent-optimizers.ts';
import { OPTIMIZER_NAMES } from '../../../src/optimizers/optimizer.ts';
import { sgd } from '../../../src/optimizers/sgd.ts';
import { expectClose } from '../../helpers/close.ts';

describe('optimisers of a descent', () => {
  it('SGD carries its velocity on and is cut to a norm in units of the rates', () => {
    const optimizer = inUnitsOfRates(sgd(0.5), { scale: 1, maxNorm: 3 });
    const learningRates = Float64Array.of(0.1, 0.2);
    const decayed = new Float64Array(2);
    const first = optimizer.update(
      { gradient: Float64Array.of(10, -5), learningRates, decayed },
      optimizer.init(decayed),
    );
    // lr g = (1, -1): short enough.
    expectClose(first.step, [-0.1, 0.2], { rtol: 1e-12 });
    const second = optimizer.update({ gradient: Float64Array.of(40, 0), learningRates, decayed }, first.state);
    // lr g = (4, 0): three quarters of it.
    expectClose(second.step, [-0.05 - 0.3, 0.1], { rtol: 1e-12 });
  });

  it.each(OPTIMIZER_NAMES)('%s takes the same way in other units of a parameter', (name) => {
    const optimizer = DESCENT_OPTIMIZERS[name];
    // y = 1000 x: rates grow by it, slopes shrink by it.
    const [x, y] = [1, 1000].map((unit) => {
      let state = optimizer.init(new Float64Array(1));
      let at = 0;
      for (let t = 0; t < 20; t++) {
        const input = {
          gradient: Float64Array.of((at / unit - 3) / unit),
          learningRates: Float64Array.of(0.1 * unit),
          decayed: Float64Array.of(at / (0.1 * unit)),
        };
        const next = optimizer.update(input, state);
        state = next.state;
        at += next.step[0];
      }
      return at / unit;
    });
    expect(x).toBeGreaterThan(0);
    expectClose([y], [x], { rtol: 1e-6 });
  });

  it('rates fall along a cosine to 2 %', () => {
    expect(DESCENT_DECAY(0, 100)).toBe(1);
    expectClose([DESCENT_DECAY(50, 100), DESCENT_DECAY(100, 100)], [0.51, 0.02], { rtol: 1e-12 });
  });
});
