import { describe, expect, it } from 'vitest';
import { BODY_SKIN, CLASS_COUNT, FACE_SKIN, HAIR, OTHER } from '../../../src/capture/segmentation/classes.ts';
import { likeliest } from '../../../src/capture/segmentation/head-component.ts';
import { asOnePerson } from '../../../src/capture/segmentation/segment-head.ts';
import { takeHandsBeforeFace, takeHandsOnHair } from '../../../src/capture/segmentation/take-hands.ts';

const SIDE = 64;
/** Eyes in row 24, the chin in row 44: a row is a twentieth of the way. */
const FACE = { eyes: [32, 24], chin: [32, 44], inside: [] as number[] } as const;

/** A face of 16 by 28 pixels in hair, a neck below, and a hand where it is told to be. */
function mapOf(hand: (x: number, y: number) => boolean) {
  const probabilities = new Float32Array(CLASS_COUNT * SIDE * SIDE);
  for (let k = 0; k < SIDE * SIDE; k++) {
    const [x, y] = [k % SIDE, Math.floor(k / SIDE)];
    const face = Math.abs(x - 32) < 8 && y >= 16 && y < 45;
    const neck = Math.abs(x - 32) < 6 && y >= 45;
    probabilities[CLASS_COUNT * k + (hand(x, y) || neck ? BODY_SKIN : face ? FACE_SKIN : HAIR)] = 1;
  }
  return { side: SIDE, probabilities };
}

/** Rows that hold pixels of a class. */
function rowsOf(labels: Uint8Array, label: number): number[] {
  return [...new Set(Array.from(labels.keys()).flatMap((k) => (labels[k] === label ? [Math.floor(k / SIDE)] : [])))];
}

describe('hands on hair', () => {
  it('are other above the chin, with what hangs together with them; the neck stays', () => {
    const map = mapOf((x, y) => x >= 42 && x < 50 && y >= 10 && y < 60);
    takeHandsOnHair(map, FACE);
    const labels = likeliest(map.probabilities);
    expect(rowsOf(labels, OTHER)).toEqual(Array.from({ length: 32 }, (_, i) => 10 + i));
    expect(labels[50 * SIDE + 32]).toBe(BODY_SKIN);
    expect(labels[50 * SIDE + 45]).toBe(BODY_SKIN);
  });

  it('are none where body skin ends below the brows, or is a speck', () => {
    for (const [from, to] of [
      [22, 60],
      [10, 14],
    ]) {
      const map = mapOf((x, y) => x >= 42 && x < 50 && y >= from && y < to);
      takeHandsOnHair(map, FACE);
      expect(rowsOf(likeliest(map.probabilities), OTHER)).toEqual([]);
    }
  });

  it('are none where the face itself passes for body skin', () => {
    const inside = Array.from({ length: 20 }, (_, i) => (20 + i) * SIDE + 32);
    const map = mapOf((x, y) => Math.abs(x - 32) < 8 && y >= 10);
    takeHandsOnHair(map, { ...FACE, inside });
    expect(rowsOf(likeliest(map.probabilities), OTHER)).toEqual([]);
  });

  it('are none on a person without hair: there it is the scalp', () => {
    const evidence = { share: 0.3, brightness: 0.1, chromaGap: 0.2, roughness: 3, belowChin: 0 };
    const crop = { left: 0, top: 0, width: SIDE, height: SIDE, quarterTurns: 0 };
    for (const share of [0.3, 0]) {
      const map = mapOf((x, y) => x >= 42 && x < 50 && y >= 10 && y < 60);
      asOnePerson([{ head: { crop, map }, face: FACE, evidence: { ...evidence, share } }]);
      expect(rowsOf(likeliest(map.probabilities), OTHER).length > 0).toBe(share > 0);
    }
  });
});

describe('hands before a face', () => {
  /** Pixels of the face's middle, a row each. */
  const inside = Array.from({ length: 20 }, (_, i) => (20 + i) * SIDE + 32);

  it('are other where points of the face lie on them', () => {
    const map = mapOf((x, y) => Math.abs(x - 32) < 5 && y >= 36);
    takeHandsBeforeFace(map, { ...FACE, inside });
    expect(rowsOf(likeliest(map.probabilities), OTHER)).toEqual([36, 37, 38, 39, 40, 41]);
  });

  it('are none where no point does, nor where half of the face would be one', () => {
    for (const from of [40, 24]) {
      const map = mapOf((x, y) => Math.abs(x - 32) < 5 && y >= from);
      takeHandsBeforeFace(map, { ...FACE, inside });
      expect(rowsOf(likeliest(map.probabilities), OTHER)).toEqual([]);
    }
  });
});
