import { describe, expect, it } from 'vitest';
import { readEye } from '../../../../src/fitting/finish/eyes/eye-look.ts';
import { gazeDirection } from '../../../../src/head/anatomy/eyes/eyeballs.ts';
import { directionalLight } from '../../../../src/render/light/sh-lighting.ts';
import { wanderingEyes } from '../../../helpers/eyes/wandering-eyes.ts';

const { eyes, gazes, irisRadius } = await wanderingEyes();
const EVEN = directionalLight([0, 0, 1], [0, 0, 0], [1, 1, 1]);

describe('the colours of an eye', () => {
  it('are read where it looks, and not where white passes for the iris', () => {
    let passed = 0;
    eyes.forEach(({ left }, v) => {
      if (left === null) throw new Error('no eye');
      const read = (aside: number) => {
        const { yaw, pitch } = gazes[v].left;
        const axis = gazeDirection(left.eyeball.axis, { yaw: yaw + aside, pitch });
        return readEye(left, { axis, radius: irisRadius }, EVEN);
      };
      const told = read(0);
      expect(told.irisPixels).toBeGreaterThan(10);
      expect(told.iris[0]).toBeLessThan(told.sclera[0] - 0.1);
      // By a whole iris to a side: the white beside it.
      for (const side of [-1, 1]) {
        const wrong = read(side * 2.2 * irisRadius);
        if (wrong.irisPixels > 0) expect(wrong.iris[0]).toBeLessThan(wrong.sclera[0] - 0.06);
        else passed++;
      }
    });
    expect(passed).toBeGreaterThan(0);
  });
});
