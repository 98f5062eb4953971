import { describe, expect, it } from 'vitest';
import { changedValues, likeliestSlider } from '../../../src/asm/sliders/slider-values.ts';

describe('changedValues', () => {
  const values = new Map([
    ['nose-width', 0.4],
    ['jaw-width', 0],
  ]);

  it('sets and changes, one after another, and keeps what was given', () => {
    const after = changedValues(values, [
      { name: 'nose-width', how: 'to', value: -1 },
      { name: 'jaw-width', how: 'by', value: 0.25 },
      { name: 'jaw-width', how: 'by', value: 0.25 },
    ]);
    expect([...after]).toEqual([
      ['nose-width', -1],
      ['jaw-width', 0.5],
    ]);
    expect(values.get('nose-width')).toBe(0.4);
  });

  it.each([
    ['to', 1.01, /nose-width: must lie in -1..1; received 1.01$/],
    ['by', 0.7, /received 1.1, 0.4 and 0.7 more/],
    ['to', Number.NaN, /received NaN/],
  ] as const)('refuses what goes beyond the ends: %s %d', (how, value, message) => {
    expect(() => changedValues(values, [{ name: 'nose-width', how, value }])).toThrow(
      expect.objectContaining({ kind: 'usage', message: expect.stringMatching(message) }),
    );
  });
});

describe('likeliestSlider', () => {
  it.each([
    ['nose-wdth', 'nose-width'],
    ['nosewidth', 'nose-width'],
    ['chinlength', 'chin-length'],
    ['eye-size-lft', 'eye-size-left'],
  ])('of %s is %s', (typed, meant) => {
    expect(likeliestSlider(typed)).toBe(meant);
  });
});
