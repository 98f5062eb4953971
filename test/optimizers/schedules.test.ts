import { describe, expect, it } from 'vitest';
import { cosineSchedule, SCHEDULE_NAMES, SCHEDULES, stepSchedule } from '../../src/optimizers/schedules.ts';
import { expectClose } from '../helpers/close.ts';

describe('schedules', () => {
  it('cosine falls from 1 to its floor', () => {
    const schedule = cosineSchedule({ warmUp: 0, floor: 0.02 });
    expectClose(
      [0, 25, 50, 100].map((step) => schedule(step, 100)),
      [1, 0.02 + 0.49 * (1 + Math.SQRT1_2), 0.51, 0.02],
      { rtol: 1e-12 },
    );
  });

  it('warm-up rises in equal parts, from the first step on, to where the cosine begins', () => {
    const schedule = cosineSchedule({ warmUp: 0.2, floor: 0 });
    expectClose(
      [0, 1, 2, 3, 4, 12, 20].map((step) => schedule(step, 20)),
      [0.25, 0.5, 0.75, 1, 1, 0.5, 0],
      { rtol: 1e-12, atol: 1e-12 },
    );
  });

  it('step falls at its shares of the run', () => {
    const schedule = stepSchedule({ every: 0.3, factor: 0.1 });
    expectClose(
      [0, 2, 3, 5, 6, 8, 9].map((step) => schedule(step, 10)),
      [1, 1, 0.1, 0.1, 0.01, 0.01, 0.001],
      { rtol: 1e-9 },
    );
  });

  it.each(SCHEDULE_NAMES)('%s stays in 0..1 on runs of any length', (name) => {
    for (const steps of [1, 2, 7, 1000])
      for (let step = 0; step < steps; step++) {
        const share = SCHEDULES[name](step, steps);
        expect(share).toBeGreaterThan(0);
        expect(share).toBeLessThanOrEqual(1);
      }
  });
});
