import { expect, it } from 'vitest';
import { smoothStep } from '../../src/geometry/smooth-step.ts';

it('goes from 0 to 1, up or down, flat at both ends', () => {
  for (const [from, to] of [
    [2, 6],
    [6, 2],
  ] as const) {
    const at = (t: number): number => smoothStep(from + t * (to - from), [from, to]);
    expect([-1, 0, 0.5, 1, 2].map(at)).toEqual([0, 0, 0.5, 1, 1]);
    expect(at(1e-4)).toBeCloseTo(0, 7);
    expect(at(1 - 1e-4)).toBeCloseTo(1, 7);
    expect(at(0.3) + at(0.7)).toBeCloseTo(1, 12);
  }
});
