import { describe, expect, it } from 'vitest';
import { FACE_SKIN, HAIR } from '../../../src/capture/segmentation/classes.ts';
import { shownHair, unlikeHair } from '../../../src/fitting/hair/alike-hair.ts';

const SIDE = 64;

/** Hair above a face, of these luminances; the lowest row shows a wall. */
function viewOf(hair: number, face: number, exposure = 1) {
  const labels = Uint8Array.from({ length: SIDE * SIDE }, (_, k) =>
    k < (SIDE * SIDE) / 2 ? HAIR : k < SIDE * (SIDE - 1) ? FACE_SKIN : 0,
  );
  const data = Float32Array.from({ length: 3 * SIDE * SIDE }, (_, i) => {
    const label = labels[Math.floor(i / 3)];
    return exposure * (label === HAIR ? hair : label === FACE_SKIN ? face : 1);
  });
  return { image: { width: SIDE, height: SIDE, channels: 3 as const, data }, labels };
}

describe('lightness of hair', () => {
  it('is the cube root of its luminance over the face’s, whatever the exposure', () => {
    for (const exposure of [0.2, 1, 3]) {
      const hair = shownHair(viewOf(0.0512, 0.4, exposure));
      expect(hair?.lightness).toBeCloseTo(0.504, 3);
      expect(Math.abs((hair?.pixels ?? 0) - (SIDE * SIDE) / 2)).toBeLessThan(20);
    }
  });

  it('is unknown where nobody says what is hair, or none is seen', () => {
    const view = viewOf(0.05, 0.4);
    expect(shownHair({ ...view, labels: null })).toBeNull();
    expect(shownHair({ ...view, labels: view.labels.map(() => FACE_SKIN) })).toBeNull();
  });
});

describe('hair that is unlike what the photographs show most of', () => {
  const shown = (lightness: readonly (number | null)[], pixels = lightness.map(() => 1000)) =>
    lightness.map((light, v) => (light === null ? null : { lightness: light, pixels: pixels[v] }));

  it('is a part that a gap parts from the largest', () => {
    expect(unlikeHair(shown([0.96, 0.3, 1.1, 0.24, 0.35, 0.18]))).toEqual([0, 2]);
    expect(unlikeHair(shown([0.2, 1, 0.9, null]))).toEqual([0]);
  });

  it('is that of small pictures beside a large one', () => {
    expect(unlikeHair(shown([0.2, 1, 0.9], [9000, 1000, 1000]))).toEqual([1, 2]);
  });

  it('is none where lightness goes over from one to the next, nor in two photographs', () => {
    expect(unlikeHair(shown([0.32, 0.85, 0.81, 0.57, 0.43, 0.58, 0.74]))).toEqual([]);
    expect(unlikeHair(shown([0.2, 1, null]))).toEqual([]);
  });
});
