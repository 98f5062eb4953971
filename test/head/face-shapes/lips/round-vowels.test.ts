import { expect, it } from 'vitest';
import { roundVowels } from '../../../../src/head/face-shapes/lips/round-vowels.ts';
import type { MorphBasis } from '../../../../src/head/head-model.ts';

const basis = (shapes: Record<string, number>): MorphBasis => ({
  names: Object.keys(shapes),
  deltas: Float32Array.from(Object.values(shapes)),
});

it('adds rounded lips to the vowels that have them, and to no other viseme', () => {
  const visemes = basis({ viseme_aa: 1, viseme_O: 2, viseme_U: 4 });
  roundVowels(basis({ mouthFunnel: 100, mouthPucker: 10 }), visemes);
  expect(Array.from(visemes.deltas)).toEqual([1, 52, 44]);
});

it('leaves visemes as they are without the shapes to round them', () => {
  const visemes = basis({ viseme_U: 4 });
  roundVowels(basis({ jawOpen: 100 }), visemes);
  expect(Array.from(visemes.deltas)).toEqual([4]);
});
