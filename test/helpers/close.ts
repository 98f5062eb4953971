import { expect } from 'vitest';

/** Fails unless |actual - expected| <= atol + rtol |expected| everywhere; NaN fails, lengths must agree. */
export function expectClose(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  { rtol = 0, atol = 0 }: { rtol?: number; atol?: number },
): void {
  if (rtol > 0.1) throw new Error(`rtol ${rtol} accepts anything`);
  expect(actual.length).toBe(expected.length);
  let worst = { excess: 0, index: -1 };
  for (let i = 0; i < actual.length; i++) {
    const excess = Math.abs(actual[i] - expected[i]) - (atol + rtol * Math.abs(expected[i]));
    if (!(excess <= worst.excess)) worst = { excess, index: i };
    if (Number.isNaN(excess)) break;
  }
  if (worst.index >= 0)
    throw new Error(
      `at ${worst.index}: received ${actual[worst.index]}, expected ${expected[worst.index]} (rtol ${rtol}, atol ${atol})`,
    );
}

/** Of long arrays, which an assertion on their elements takes seconds to walk and a difference minutes to print. */
export function expectSameBytes(given: ArrayBufferView, wanted: ArrayBufferView, what?: string): void {
  const bytes = ({ buffer, byteOffset, byteLength }: ArrayBufferView): Buffer =>
    Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength);
  expect(given.constructor, what).toBe(wanted.constructor);
  expect(bytes(given).equals(bytes(wanted)), what).toBe(true);
}
