import { describe, expect, it } from 'vitest';
import { type ComparedFace, findPerson } from '../../../src/capture/recognition/one-person.ts';

/** A face of somebody, so far from all others' in directions of its own: of one person's faces each is `apart` from the next. */
function faceOf(person: number, picture: number, { apart = 0.4, yaw = 0 } = {}): ComparedFace {
  const embedding = new Float64Array(128);
  embedding[person] = 0.6;
  embedding[100 + picture] = apart / Math.SQRT2;
  return { embedding, headPose: { yaw, pitch: 0, roll: 0 } };
}

const verdicts = (views: readonly (readonly ComparedFace[])[]): string[] =>
  findPerson(views).map(({ verdict }) => verdict);

describe('findPerson', () => {
  it('takes the photographs of one person for theirs, and says how far each is', () => {
    const found = findPerson([0, 1, 2].map((picture) => [faceOf(0, picture)]));
    for (const { face, verdict, distance } of found) {
      expect(face).toBe(0);
      expect(verdict).toBe('same');
      expect(distance).toBeCloseTo(0.4, 9);
    }
  });

  it('finds in groups who is in all pictures, wherever they stand', () => {
    const views = [
      [faceOf(1, 0), faceOf(0, 0)],
      [faceOf(2, 1), faceOf(3, 1), faceOf(0, 1)],
      [faceOf(0, 2), faceOf(4, 2)],
    ];
    expect(findPerson(views).map(({ face }) => face)).toEqual([1, 2, 0]);
    expect(verdicts(views)).toEqual(['same', 'same', 'same']);
  });

  it('takes two pictures of the same two for the one who is largest in the first', () => {
    const views = [
      [faceOf(1, 0), faceOf(0, 0)],
      [faceOf(0, 1), faceOf(1, 1)],
    ];
    expect(findPerson(views).map(({ face }) => face)).toEqual([0, 1]);
  });

  it('sets strangers aside where more than half of the pictures are one person', () => {
    const views = [faceOf(0, 0), faceOf(1, 1), faceOf(0, 2), faceOf(2, 3), faceOf(0, 4)].map((face) => [face]);
    expect(verdicts(views)).toEqual(['same', 'stranger', 'same', 'stranger', 'same']);
  });

  it('does not say who is meant where half of the pictures are another', () => {
    expect(verdicts([[faceOf(0, 0)], [faceOf(1, 1)]])).toEqual(['same', 'unlike']);
    const views = [faceOf(0, 0), faceOf(1, 1), faceOf(0, 2), faceOf(1, 3)].map((face) => [face]);
    expect(verdicts(views)).toEqual(['same', 'unlike', 'same', 'unlike']);
  });

  it('tells nothing by faces that are turned far', () => {
    const views = [faceOf(0, 0), faceOf(1, 1, { yaw: 60 }), faceOf(0, 2)].map((face) => [face]);
    expect(verdicts(views)).toEqual(['same', 'same', 'same']);
  });

  it('goes from one year to the next: what is near one of the person is theirs', () => {
    const line = [0, 0.45, 0.9, 1.35, 1.8].map((x): ComparedFace => {
      const embedding = new Float64Array(128);
      embedding[0] = x;
      return { embedding, headPose: { yaw: 0, pitch: 0, roll: 0 } };
    });
    expect(verdicts(line.map((face) => [face]))).toEqual(line.map(() => 'same'));
    // Without those between nobody knows.
    expect(verdicts([line[0], line[2], faceOf(5, 7)].map((face) => [face]))).not.toContain('stranger');
  });

  it('has nobody to compare one picture with', () => {
    expect(findPerson([[faceOf(0, 0), faceOf(1, 0)]])).toEqual([{ face: 0, distance: null, verdict: 'same' }]);
  });
});
