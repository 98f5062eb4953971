import { describe, expect, it } from 'vitest';
import { confusionOf, headOverlap, overlap } from '../../bench/portraits/label-check.ts';
import { type PortraitRow, portraitTables } from '../../bench/portraits/tables.ts';
import { BACKGROUND, BODY_SKIN, CLOTHES, FACE_SKIN, HAIR } from '../../src/capture/segmentation/classes.ts';

describe('portraits against their truth', () => {
  const truth = Uint8Array.of(BACKGROUND, HAIR, HAIR, FACE_SKIN, BODY_SKIN, CLOTHES);
  const told = Uint8Array.of(BACKGROUND, HAIR, BACKGROUND, FACE_SKIN, CLOTHES, BODY_SKIN);

  it('count what each class is told to be', () => {
    const confusion = confusionOf(truth, told);
    expect(confusion[HAIR]).toEqual([1, 1, 0, 0, 0, 0]);
    expect(confusion[BODY_SKIN][CLOTHES]).toBe(1);
    expect(confusion.flat().reduce((a, b) => a + b)).toBe(truth.length);
  });

  it('overlap by head, neck and hair', () => {
    expect(headOverlap(truth, truth)).toBe(1);
    // Both: hair and face; either: two of hair, face, neck, and what is told to be neck.
    expect(headOverlap(truth, told)).toBeCloseTo(2 / 5, 12);
    expect(overlap(Uint8Array.of(1, 0), Uint8Array.of(0, 1))).toBe(0);
    expect(overlap(Uint8Array.of(0), Uint8Array.of(0))).toBe(1);
  });

  it('compare the darkest third of the skins with the lightest', () => {
    const row = (skin: number, faceMm: number): PortraitRow => ({
      ...{ seed: skin, skin, hair: 'bob', faceMm, painted: 10, wrong: 1, wrongOf: [0, 1, 0, 0, 0, 0] },
      ...{ toldHead: [1, 0.5], fittedHead: [0.9, 0.8], hairyHead: [0.7, 0.6], confusion: confusionOf(truth, told) },
    });
    const text = portraitTables([row(1, 0.4), row(5, 9), row(10, 0.5)]);
    expect(text).toContain('lightest third of the skins 0.400 mm, the darkest 0.500 mm (25 %)');
    expect(text).toContain('hair 3');
    expect(text).toContain('| 1 | 1 | bob | 0.40 | 1 (10.00 %) | 0.750 | 0.500 | 0.850 | 0.800 | 0.650 | 0.600 |');
  });
});
