import { describe, expect, it } from 'vitest';
import { BACKGROUND, FACE_SKIN, HAIR } from '../../../../src/capture/segmentation/classes.ts';
import { ALL_HAIR, type HairMatte, hairMatte } from '../../../../src/fitting/hair/colors/hair-matte.ts';
import type { HairPicture } from '../../../../src/fitting/hair/hair-view.ts';
import { orbitCamera } from '../../../../src/geometry/orbit-camera.ts';

/** Two pixels a millimetre. */
const SIDE = 120;
const camera = orbitCamera({ yaw: 0, pitch: 0, distanceMm: 1000, heightMm: SIDE / 2, pixels: SIDE });
const SKIN_COLOR = [0.5, 0.32, 0.24] as const;
const DARK = [0.03, 0.02, 0.015] as const;
const EDGE = SIDE / 2;

/** Hair left of the middle by its classes, skin right of it; so much of each pixel is hair. */
function picture(share: (x: number, y: number) => number, hair: readonly number[] = DARK): HairPicture {
  const data = new Float32Array(3 * SIDE * SIDE);
  const labels = new Uint8Array(SIDE * SIDE);
  for (let y = 0; y < SIDE; y++)
    for (let x = 0; x < SIDE; x++) {
      const a = share(x, y);
      labels[y * SIDE + x] = x < EDGE ? HAIR : FACE_SKIN;
      for (let c = 0; c < 3; c++) data[3 * (y * SIDE + x) + c] = a * hair[c] + (1 - a) * SKIN_COLOR[c];
    }
  return { image: { width: SIDE, height: SIDE, channels: 3, data }, labels, camera };
}

const sharp = (x: number): number => (x < EDGE ? 1 : 0);
const row = ({ cover }: HairMatte, y = EDGE): Float32Array => cover.subarray(y * SIDE, (y + 1) * SIDE);

describe('the matte of hair', () => {
  it('is the class of each pixel away from the edge, and none of the background', () => {
    const plain = picture(sharp);
    const cover = row(hairMatte(plain));
    for (let x = 0; x < SIDE; x++) if (Math.abs(x - EDGE) > 12) expect(cover[x]).toBe(sharp(x));
    const labels = plain.labels.map((label) => (label === HAIR ? BACKGROUND : label));
    expect(Math.max(...hairMatte({ ...plain, labels }).cover)).toBe(0);
  });

  it('finds a wisp that the classes know nothing of', () => {
    const wisp = (x: number, y: number): boolean => y % 10 < 2 && x < EDGE + 5;
    const { cover } = hairMatte(picture((x, y) => (x < EDGE || wisp(x, y) ? 1 : 0)));
    const at = (x: number, y: number): number => cover[y * SIDE + x];
    for (const y of [40, 50, 60]) {
      expect(at(EDGE + 3, y)).toBeGreaterThan(0.9);
      expect(at(EDGE + 3, y + 5)).toBeLessThan(0.25);
    }
  });

  it('finds skin that the classes take for hair', () => {
    const cover = row(hairMatte(picture((x) => (x < EDGE - 5 ? 1 : 0))));
    expect(cover[EDGE - 3]).toBeLessThan(0.4);
    expect(cover[EDGE - 8]).toBeGreaterThan(0.95);
  });

  it('keeps the classes’ edge, softened, where hair is of the skin’s colour', () => {
    const cover = row(hairMatte(picture(sharp, SKIN_COLOR)));
    for (let x = EDGE - 12; x < EDGE + 12; x++) expect(cover[x + 1]).toBeLessThanOrEqual(cover[x] + 1e-6);
    expect(cover[EDGE - 6]).toBeGreaterThan(0.95);
    expect(cover[EDGE + 6]).toBeLessThan(0.4);
  });

  it('is the same in a photograph of any exposure', () => {
    const plain = picture((x) => Math.min(1, Math.max(0, (EDGE + 5 - x) / 10)));
    const dark = { ...plain.image, data: plain.image.data.map((value) => value / 8) };
    const [a, b] = [plain, { ...plain, image: dark }].map((one) => hairMatte(one).cover);
    expect(Math.max(...a.map((value, k) => Math.abs(value - b[k])))).toBeLessThan(1e-4);
  });

  it('covers skin in colours that make the photograph again', () => {
    const mixedHair = picture((x, y) => Math.min(1, Math.max(0, (EDGE + 6 + 3 * Math.sin(y) - x) / 12)));
    const { cover, mixed } = hairMatte(mixedHair);
    expect(mixed.pixels.length).toBeGreaterThan(SIDE * 6);
    mixed.pixels.forEach((k, i) => {
      expect(cover[k] > 0 && cover[k] < ALL_HAIR).toBe(true);
      for (let c = 0; c < 3; c++) {
        const color = cover[k] * mixed.colors[3 * i + c] + (1 - cover[k]) * SKIN_COLOR[c];
        // Skin beside the edge is the only skin there is: what covers little may be off.
        expect(Math.abs(color - mixedHair.image.data[3 * k + c])).toBeLessThan(cover[k] > 0.3 ? 0.02 : 0.06);
      }
    });
  });
});
