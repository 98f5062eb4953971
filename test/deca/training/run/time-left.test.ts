import { describe, expect, it } from 'vitest';
import { inWords, secondsLeft } from '../../../../src/deca/training/run/time-left.ts';

describe('time left', () => {
  it('is the pace so far times what is left', () => {
    expect(secondsLeft(10, 4, 6)).toBe(15);
    expect(secondsLeft(10, 4, 0)).toBe(0);
    expect(secondsLeft(1, 0, 6)).toBe(Number.POSITIVE_INFINITY);
  });

  it.each([
    [0.4, '0 s'],
    [89, '89 s'],
    [90, '2 min'],
    [5340, '89 min'],
    [5400, '1 h 30 min'],
    [7500, '2 h 5 min'],
    [Number.POSITIVE_INFINITY, 'unknown'],
  ])('%s s: %s', (seconds, words) => {
    expect(inWords(seconds)).toBe(words);
  });
});
