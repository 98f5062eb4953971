import { describe, expect, it } from 'vitest';
import { BODY_SKIN, CLOTHES, FACE_SKIN, HAIR, OTHER } from '../../../src/capture/segmentation/classes.ts';
import {
  NO_OUTLINE,
  OUTLINE_EDGES,
  outlineSamples,
  skinShare,
} from '../../../src/fitting/outline/edges/outline-samples.ts';

const SIDE = 160;

/** Pixels by the class at their centres. */
function picture(classAt: (x: number, y: number) => number) {
  const labels = new Uint8Array(SIDE * SIDE);
  for (let y = 0; y < SIDE; y++) for (let x = 0; x < SIDE; x++) labels[y * SIDE + x] = classAt(x + 0.5, y + 0.5);
  return { width: SIDE, height: SIDE, labels };
}

const inDisc = (x: number, y: number): boolean => Math.hypot(x - 80, y - 77) < 50;
const edgesOf = (classAt: (x: number, y: number) => number): string[] =>
  Array.from(outlineSamples(picture(classAt), 6).edges, (edge) => OUTLINE_EDGES[edge]);

describe('samples of an outline', () => {
  it('lie on a circle to a fraction of a pixel, normals outwards, apart', () => {
    const { count, points, normals, edges } = outlineSamples(
      picture((x, y) => (inDisc(x, y) ? FACE_SKIN : 0)),
      6,
    );
    expect(count).toBeGreaterThan(45);
    expect(count).toBeLessThan(110);
    for (let i = 0; i < count; i++) {
      const [dx, dy] = [points[2 * i] - 80, points[2 * i + 1] - 77];
      expect(Math.abs(Math.hypot(dx, dy) - 50)).toBeLessThan(0.4);
      expect((dx * normals[2 * i] + dy * normals[2 * i + 1]) / 50).toBeGreaterThan(0.98);
    }
    expect(new Set(edges)).toEqual(new Set([OUTLINE_EDGES.indexOf('skin')]));
  });

  it('tell hair and collars from skin, and leave out hair over clothes', () => {
    expect(new Set(edgesOf((x, y) => (inDisc(x, y) ? HAIR : 0)))).toEqual(new Set(['hair']));
    expect(new Set(edgesOf((x, y) => (inDisc(x, y) ? BODY_SKIN : CLOTHES)))).toEqual(new Set(['collar']));
    expect(edgesOf((x, y) => (inDisc(x, y) ? HAIR : CLOTHES))).toEqual([]);
  });

  it('are none where something hides the head, between classes of the head, and at the rim', () => {
    const hidden = outlineSamples(
      picture((x, y) => (inDisc(x, y) ? FACE_SKIN : x > 80 ? OTHER : 0)),
      6,
    );
    expect(hidden.count).toBeGreaterThan(20);
    for (let i = 0; i < hidden.count; i++) expect(hidden.points[2 * i]).toBeLessThan(80);
    expect(edgesOf((_, y) => (y < 60 ? HAIR : y < 100 ? FACE_SKIN : BODY_SKIN))).toEqual([]);
  });

  it('tell how much of them is skin, collars apart', () => {
    const disc = (inside: number, outside: number) =>
      outlineSamples(
        picture((x, y) => (inDisc(x, y) ? inside : outside)),
        6,
      );
    const [skin, hair, collar] = [disc(FACE_SKIN, 0), disc(HAIR, 0), disc(BODY_SKIN, CLOTHES)];
    expect(skinShare([skin, collar, NO_OUTLINE])).toBe(1);
    expect(skinShare([skin, hair])).toBeCloseTo(skin.count / (skin.count + hair.count), 12);
    expect(skinShare([hair, collar])).toBe(0);
    expect(skinShare([NO_OUTLINE])).toBe(0);
  });
});
