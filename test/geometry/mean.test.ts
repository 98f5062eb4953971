import { expect, it } from 'vitest';
import { mean } from '../../src/geometry/mean.ts';

it('the mean of numbers is their sum over their count, and 0 of none', () => {
  expect(mean([1, 2, 6])).toBe(3);
  expect(mean([])).toBe(0);
});
