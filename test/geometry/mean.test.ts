import { expect, it } from 'vitest';
import { mean, meanVector } from '../../src/geometry/mean.ts';

it('the mean of numbers is their sum over their count, and 0 of none', () => {
  expect(mean([1, 2, 6])).toBe(3);
  expect(mean([])).toBe(0);
});

it('the mean of vectors is that of their components, and none of none', () => {
  expect(meanVector([Float64Array.of(1, 2), Float64Array.of(3, 8)])).toEqual(Float64Array.of(2, 5));
  expect(meanVector([])).toBeNull();
});
