import { describe, expect, it } from 'vitest';
import { CLASS_COUNT, FACE_SKIN, HAIR, OTHER } from '../../../src/capture/segmentation/classes.ts';
import { completeGlasses } from '../../../src/capture/segmentation/complete-glasses.ts';
import { likeliest } from '../../../src/capture/segmentation/head-component.ts';
import { labelAt } from '../../../src/capture/segmentation/label-at.ts';

const SIDE = 64;

/** A map in which pixels are other by a chance, and face skin else. */
function mapOf(chance: (x: number, y: number) => number) {
  const probabilities = new Float32Array(CLASS_COUNT * SIDE * SIDE);
  for (let k = 0; k < SIDE * SIDE; k++) {
    const other = chance(k % SIDE, Math.floor(k / SIDE));
    probabilities[CLASS_COUNT * k + OTHER] = other;
    probabilities[CLASS_COUNT * k + FACE_SKIN] = 1 - other;
  }
  return { side: SIDE, probabilities };
}

const rim = (x: number, y: number): boolean => {
  const d = Math.max(Math.abs(x - 32), Math.abs(y - 32));
  return d > 10 && d < 13;
};

describe('frames of glasses', () => {
  it('are completed where the network takes a part of them for a brow, however little it doubts that', () => {
    for (const doubt of [0.3, 0.05]) {
      const map = mapOf((x, y) => (rim(x, y) ? (y < 24 ? doubt : 0.6) : 0.02));
      completeGlasses(map);
      likeliest(map.probabilities).forEach((label, k) => {
        expect(label).toBe(rim(k % SIDE, Math.floor(k / SIDE)) ? OTHER : FACE_SKIN);
      });
    }
  });

  it('stay frames where the network doubts the skin around as much', () => {
    const around = (x: number, y: number): number => (Math.abs(x - 32) < 30 && Math.abs(y - 32) < 30 ? 0.07 : 0.02);
    const map = mapOf((x, y) => (rim(x, y) ? (y < 24 ? 0.2 : 0.6) : around(x, y)));
    completeGlasses(map);
    const labels = likeliest(map.probabilities);
    expect(labels.filter((label, k) => (label === OTHER) !== rim(k % SIDE, Math.floor(k / SIDE))).length).toBe(0);
  });

  it('are none where nothing is sure to be, or but a speck', () => {
    for (const sure of [0, 4]) {
      const map = mapOf((x, y) => (x === 32 && y < sure ? 0.9 : rim(x, y) || (x === 32 && y < 24) ? 0.3 : 0.02));
      const before = likeliest(map.probabilities);
      completeGlasses(map);
      expect(likeliest(map.probabilities)).toEqual(before);
    }
  });
});

describe('the class of a place in a photograph', () => {
  it('is that of its label image or of the network, null outside', () => {
    const labels = new Uint8Array(20 * 10).fill(FACE_SKIN);
    labels[3 * 20 + 7] = HAIR;
    const image = { kind: 'image', labels, width: 20 } as const;
    expect(labelAt(image, 7.5, 3.5)).toBe(HAIR);
    expect(labelAt(image, 8.5, 3.5)).toBe(FACE_SKIN);
    for (const [x, y] of [
      [-1, 3],
      [20.5, 3],
      [5, 10.5],
      [5, -0.5],
    ])
      expect(labelAt(image, x, y)).toBeNull();
    const map = mapOf((x, y) => (x === 5 && y === 9 ? 0.9 : 0));
    const crop = { left: 100, top: 200, width: 128, height: 128, quarterTurns: 0 } as const;
    const network = { kind: 'network', head: { crop, map }, masked: false } as const;
    expect(labelAt(network, 100 + 2 * 5 + 1, 200 + 2 * 9 + 1)).toBe(OTHER);
    expect(labelAt(network, 100 + 2 * 6 + 1, 200 + 2 * 9 + 1)).toBe(FACE_SKIN);
    expect(labelAt(network, 99, 210)).toBeNull();
    expect(labelAt(network, 110, 328.5)).toBeNull();
  });
});
