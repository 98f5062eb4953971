import { describe, expect, it } from 'vitest';
import { requireFiniteLoss, resumeRun, startRunClock } from '../../../../src/deca/training/run/training-run.ts';
import { AsmFitError } from '../../../../src/errors.ts';

describe('a run', () => {
  it('that is not kept, or has nothing to go on from, begins', () => {
    const told: number[] = [];
    const kept = { path: 'there/is/none', every: 1, settings: {} };
    expect(resumeRun(null, (steps) => told.push(steps))).toBeNull();
    expect(resumeRun({ ...kept, resume: false }, (steps) => told.push(steps))).toBeNull();
    expect(resumeRun({ ...kept, resume: true }, (steps) => told.push(steps))).toBeNull();
    expect(told).toEqual([]);
  });

  it("goes on from the seconds of the one before, and knows what is left by its own steps' pace", () => {
    const state = { parameters: new Float32Array(0), optimizer: { count: 6, moments: [] } };
    const clock = startRunClock({ state, progress: { seconds: 40, epochLoss: 0, curve: [] } }, { first: 6, steps: 10 });
    expect(clock.left(6)).toBe(Number.POSITIVE_INFINITY);
    expect(clock.seconds()).toBeGreaterThanOrEqual(40);
    expect(clock.left(10)).toBe(0);
    expect(startRunClock(null, { first: 0, steps: 1 }).seconds()).toBeLessThan(40);
  });

  it('whose loss is no number has diverged', () => {
    expect(() => requireFiniteLoss(Number.NaN, 7, 'lower it')).toThrow(
      new AsmFitError('diverged', 'asm-fit train: the loss must stay finite; received NaN at step 7', 'lower it'),
    );
    expect(() => requireFiniteLoss(1, 7, 'lower it')).not.toThrow();
  });
});
