import { describe, expect, it } from 'vitest';
import { eyeballShift, movedEyes } from '../../../../src/fitting/finish/eyes/eyeball-shift.ts';
import { findGaze } from '../../../../src/fitting/finish/eyes/find-gaze.ts';
import { NO_SHIFT } from '../../../../src/head/anatomy/eyes/eyeballs.ts';
import { gazeDegrees, wanderingEyes } from '../../../helpers/eyes/wandering-eyes.ts';

const { eyes, gazes, irisRadius } = await wanderingEyes();

describe('where eyeballs lie', () => {
  // A fit that puts them too near each other, too high, one more than the other, and forwards.
  const off = { left: [-0.7, 1.2, 0.4], right: [0.7, 0.2, 0.4] };
  const fitted = eyes.map((seen) => movedEyes(seen, off));
  const found = eyeballShift(fitted, irisRadius);

  it('is found by all views together, though eyes look elsewhere in each', () => {
    const { left, right } = found.shift;
    const opposite = left.map((x, k) => (x - right[k]) / 2);
    expect(opposite[0]).toBeGreaterThan(0.4);
    expect(opposite[0]).toBeLessThan(1);
    expect(opposite[1]).toBeGreaterThan(-0.7);
    expect(opposite[1]).toBeLessThan(-0.3);
    expect((left[2] + right[2]) / 2).toBeLessThan(0);
  });

  it('makes gazes right', () => {
    const mean = (errors: readonly number[]): number => errors.reduce((sum, x) => sum + x, 0) / errors.length;
    const unmoved = fitted.map((seen, v) => {
      const one = findGaze(seen, irisRadius);
      return one === null ? 0 : gazeDegrees(one.gaze, gazes[v].left);
    });
    const moved = found.gazes.map((one, v) => (one === null ? 0 : gazeDegrees(one.gaze, gazes[v].left)));
    expect(mean(moved)).toBeLessThan(0.9 * mean(unmoved));
    expect(Math.max(...moved)).toBeLessThan(5);
  });

  it('is where the fit has them where no eye is seen', () => {
    const nothing = eyeballShift([{ left: null, right: null }], irisRadius);
    expect(nothing).toEqual({ shift: NO_SHIFT, gazes: [null] });
  });
});
