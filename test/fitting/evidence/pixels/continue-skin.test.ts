import { describe, expect, it } from 'vitest';
import { BACKGROUND, FACE_SKIN, HAIR, OTHER } from '../../../../src/capture/segmentation/classes.ts';
import { skinPixels } from '../../../../src/capture/segmentation/skin-pixels.ts';
import { continueSkin } from '../../../../src/fitting/evidence/pixels/continue-skin.ts';
import { createLinearImage } from '../../../../src/image/image.ts';

const SIDE = 80;
const image = createLinearImage(SIDE, SIDE, 1);
const whole = new Uint8Array(SIDE * SIDE).fill(1);
const place = (k: number): [number, number] => [k % SIDE, Math.floor(k / SIDE)];
const labelled = (label: (x: number, y: number) => number): Uint8Array =>
  Uint8Array.from({ length: SIDE * SIDE }, (_, k) => label(...place(k)));
/** Pixels that count, as a view has them. */
const counted = (labels: Uint8Array | null): Uint8Array => (labels === null ? whole : skinPixels(labels, whole, SIDE));
/** Skin that grows lighter to the right. */
const skin = (x: number): number => -1 + 0.01 * x;
const DARK = -4;

/** Skin before which something stands where labels are other; its rim is half of either. */
function picture(labels: Uint8Array): Float64Array {
  return Float64Array.from(labels, (label, k) => {
    if (label === OTHER) return DARK;
    const rim = [-1, 1, -SIDE, SIDE].some((step) => labels[k + step] === OTHER);
    return rim ? (DARK + skin(k % SIDE)) / 2 : skin(k % SIDE);
  });
}

describe('skin under what is worn', () => {
  it('is what lies beside it, under its rim too', () => {
    const labels = labelled((x, y) => (Math.abs(y - 40) < 5 && x > 10 && x < 70 ? OTHER : FACE_SKIN));
    const grey = picture(labels);
    continueSkin(grey, { image, labels, mask: counted(labels) });
    grey.forEach((value, k) => {
      expect(Math.abs(value - skin(k % SIDE))).toBeLessThan(0.08);
    });
  });

  it('ends under what is as thick as a hat, and reaches under nothing that is known to be something else', () => {
    const labels = labelled((x, y) => (y < 50 ? OTHER : x < 20 ? HAIR : FACE_SKIN));
    const grey = picture(labels);
    const before = grey.slice();
    continueSkin(grey, { image, labels, mask: counted(labels) });
    const at = (x: number, y: number): number => y * SIDE + x;
    expect(grey[at(60, 46)]).toBeCloseTo(skin(60), 1);
    expect(grey[at(60, 20)]).toBe(DARK);
    for (let k = 0; k < grey.length; k++) if (labels[k] === HAIR) expect(grey[k]).toBe(before[k]);
  });

  it('is not looked for under what stands before hair', () => {
    const labels = labelled((x, y) => (Math.hypot(x - 40, y - 40) < 8 ? OTHER : y < 40 ? HAIR : FACE_SKIN));
    const onHair = labelled((x, y) => (Math.hypot(x - 40, y - 40) < 8 ? OTHER : y < 45 ? HAIR : FACE_SKIN));
    for (const [shown, left] of [
      [labels, 0],
      [onHair, 1],
    ] as const) {
      const grey = picture(shown);
      continueSkin(grey, { image, labels: shown, mask: counted(shown) });
      expect(grey[46 * SIDE + 40] === DARK).toBe(left === 1);
    }
  });

  it('is continued from pixels that count alone', () => {
    const labels = labelled((x) => (Math.abs(x - 40) < 4 ? OTHER : FACE_SKIN));
    const mask = counted(labels).map((one, k) => (k % SIDE < 40 ? one : 0));
    const grey = picture(labels).map((value, k) => (k % SIDE > 46 ? 5 : value));
    continueSkin(grey, { image, labels, mask });
    for (let y = 10; y < 70; y++) expect(grey[y * SIDE + 42]).toBeCloseTo(skin(34), 1);
  });

  it('is left alone where nobody tells what pixels show, or nothing is worn', () => {
    for (const labels of [null, labelled((x) => (x < 30 ? BACKGROUND : FACE_SKIN))]) {
      const grey = Float64Array.from({ length: SIDE * SIDE }, (_, k) => skin(k % SIDE));
      const before = grey.slice();
      continueSkin(grey, { image, labels, mask: counted(labels) });
      expect(grey).toEqual(before);
    }
  });
});
