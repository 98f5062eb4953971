import { describe, expect, it } from 'vitest';
import { faceWarnings, PERSON_CONFIDENCE, requirePersons } from '../../../src/capture/detection/person-check.ts';

const seen = (detectorConfidence: number, faceCount = 1) => ({ detectorConfidence, faceCount });

describe('faceWarnings', () => {
  it('says nothing of one person, nor of no face', () => {
    expect(faceWarnings({ name: 'a', face: seen(PERSON_CONFIDENCE) }, 'largest')).toEqual([]);
    expect(faceWarnings({ name: 'a', face: null }, 'largest')).toEqual([]);
  });

  it('names the picture, the confidence rounded down, and the bound', () => {
    const [warning, ...more] = faceWarnings({ name: 'dog.jpg', face: seen(PERSON_CONFIDENCE - 1e-6) }, 'largest');
    expect(more).toEqual([]);
    expect(warning).toMatch(/^dog\.jpg: hardly a person's face: .*confidence is 0\.72, of persons at least 0\.73/);
  });

  it('says beside that how many faces there are', () => {
    expect(faceWarnings({ name: 'a', face: seen(0.2, 3) }, 'largest')).toEqual([
      'a: 3 faces; the largest near the middle is taken',
      expect.stringContaining('0.20'),
    ]);
  });
});

describe('requirePersons', () => {
  it('lets persons pass', () => {
    expect(() => requirePersons([{ name: 'a', face: seen(0.9, 2) }])).not.toThrow();
    expect(() => requirePersons([])).not.toThrow();
  });

  it('refuses the others as input, all at once', () => {
    const pictures = [
      { name: 'a', face: seen(0.9) },
      { name: 'dog', face: seen(0.4) },
      { name: 'wall', face: null },
    ];
    expect(() => requirePersons(pictures)).toThrow(
      expect.objectContaining({
        kind: 'input',
        message: expect.stringMatching(/^strict: .*; received dog \(0\.40\), wall \(no face\)$/),
      }),
    );
  });
});
