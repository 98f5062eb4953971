import { describe, expect, it } from 'vitest';
import { BACKGROUND, CLASS_COUNT, CLOTHES, FACE_SKIN, HAIR } from '../../../src/capture/segmentation/classes.ts';
import {
  type ClassMap,
  clotheStrayFace,
  keepPerson,
  likeliest,
} from '../../../src/capture/segmentation/head-component.ts';
import { hairEvidence, hairToSkin, hasHair } from '../../../src/capture/segmentation/real-hair.ts';

const LETTERS = ' H.FC';
const CLASS_OF: Readonly<Record<string, number>> = { ' ': BACKGROUND, H: HAIR, F: FACE_SKIN, C: CLOTHES };

function mapOf(rows: readonly string[]): ClassMap {
  const text = rows.join('');
  const probabilities = new Float32Array(CLASS_COUNT * text.length);
  for (let k = 0; k < text.length; k++) {
    probabilities.fill(0.04, CLASS_COUNT * k, CLASS_COUNT * (k + 1));
    probabilities[CLASS_COUNT * k + CLASS_OF[text[k]]] = 0.8;
    probabilities[CLASS_COUNT * k + FACE_SKIN] += 0.01;
  }
  return { side: rows.length, probabilities };
}

function drawn({ side, probabilities }: ClassMap): string[] {
  const text = Array.from(likeliest(probabilities), (label) => LETTERS[label]).join('');
  return Array.from({ length: side }, (_, y) => text.slice(y * side, (y + 1) * side));
}

const ROWS = ['HHHH  FF', 'HFFH  FF', 'HF H  FF', 'HFFH  FF', ' FF   FF', 'CCCC  FF', '        ', '  C     '];

describe('face skin on clothes', () => {
  const rows = ['HHHHHHHH', 'HFFHFFHH', 'HFFHHHHH', 'HFFHHHHH', 'CHHHCCCC', 'CCFFCCCC', 'CCFFCCCC', 'CCCCCCCC'];

  it('is clothes where it hangs together with no point of the face, or is not the largest piece; an ear is not', () => {
    for (const at of [[9, 10], []]) {
      const map = mapOf(rows);
      clotheStrayFace(map, at);
      expect(drawn(map)).toEqual([...rows.slice(0, 5), 'CCCCCCCC', 'CCCCCCCC', 'CCCCCCCC']);
    }
  });

  it('stays where the face itself touches clothes', () => {
    const map = mapOf(rows);
    clotheStrayFace(map, [42]);
    expect(drawn(map)).toEqual(rows);
  });
});

describe('the person in a picture', () => {
  it('is the piece with the face in it, without holes', () => {
    const map = mapOf(ROWS);
    keepPerson(map, [9, 10, 17]);
    expect(drawn(map)).toEqual([
      'HHHH    ',
      'HFFH    ',
      'HFFH    ',
      'HFFH    ',
      ' FF     ',
      'CCCC    ',
      '        ',
      '        ',
    ]);
  });

  it('is the largest piece where no face is known', () => {
    const map = mapOf(ROWS);
    keepPerson(map, []);
    expect(drawn(map)[1]).toBe('HFFH    ');
  });
});

describe('hair', () => {
  const rows = Array.from({ length: 12 }, (_, y) => (y < 4 ? 'H' : 'F').repeat(12));
  const map = mapOf(rows);
  const paint = (hair: (k: number) => number, tint = [1, 0.7, 0.5]) => ({
    width: 12,
    height: 12,
    channels: 3,
    data: Float32Array.from({ length: 3 * 144 }, (_, i) => {
      const k = Math.floor(i / 3);
      return (k < 48 ? hair(k) : 0.5 + 0.01 * Math.sin(k)) * (k < 48 ? tint[i % 3] : [1, 0.7, 0.5][i % 3]);
    }),
  });
  const smooth =
    (level: number) =>
    (k: number): number =>
      level * (1 + 0.02 * Math.sin(k));

  it.each([
    ['is dark', paint(smooth(0.05)), true],
    ['has another colour', paint(smooth(0.4), [1, 0.4, 0.1]), true],
    ['is rough', paint((k) => 0.35 + 0.1 * Math.sin(9 * k)), true],
    ['else is a scalp in the shade', paint(smooth(0.3)), false],
  ])('%s', (_, picture, real) => {
    expect(hasHair([hairEvidence(map, picture, { at: [], quarterTurns: 0 })])).toBe(real);
  });

  it.each([
    [0, 2 * 12 + 5, true],
    [0, 7 * 12 + 5, false],
    [1, 5 * 12 + 10, true],
    [1, 5 * 12, false],
    [2, 9 * 12 + 5, true],
    [2, 5, false],
    [3, 5 * 12 + 1, true],
    [3, 5 * 12 + 11, false],
  ])(
    'hangs below the chin: turned by %i right angles, the lowest point of the face at pixel %i',
    (quarterTurns, chin, real) => {
      expect(hasHair([hairEvidence(map, paint(smooth(0.3)), { at: [chin], quarterTurns })])).toBe(real);
    },
  );

  it('is long where there is more of it than a scalp shows', () => {
    const blurred = { brightness: 0.3, chromaGap: 0.05, roughness: 0.8, belowChin: 0 };
    expect(hasHair([{ ...blurred, share: 0.6 }])).toBe(true);
    expect(hasHair([{ ...blurred, share: 0.48 }])).toBe(false);
  });

  it('is decided by all views, by how much of it they show', () => {
    const dark = { share: 0.3, brightness: 0.05, chromaGap: 0, roughness: 1, belowChin: 0 };
    const light = { share: 0.1, brightness: 0.6, chromaGap: 0, roughness: 1, belowChin: 0 };
    expect(hasHair([light, light, dark])).toBe(true);
    expect(hasHair([light, light, light, light, dark])).toBe(false);
    expect(hasHair([{ ...dark, share: 0.01 }])).toBe(false);
    expect(hasHair([])).toBe(false);
  });

  it('becomes skin where there is none', () => {
    const bald = mapOf(rows);
    hairToSkin(bald);
    expect(likeliest(bald.probabilities).every((label) => label === FACE_SKIN)).toBe(true);
  });
});
