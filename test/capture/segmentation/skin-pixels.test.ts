import { describe, expect, it } from 'vitest';
import { BACKGROUND, BODY_SKIN, FACE_SKIN, HAIR } from '../../../src/capture/segmentation/classes.ts';
import { skinPixels } from '../../../src/capture/segmentation/skin-pixels.ts';

const [WIDTH, HEIGHT] = [40, 30];
const labels = Uint8Array.from({ length: WIDTH * HEIGHT }, (_, k) => {
  const [x, y] = [k % WIDTH, Math.floor(k / WIDTH)];
  if (y < 8) return HAIR;
  if (x >= 30) return BACKGROUND;
  return y < 20 ? FACE_SKIN : BODY_SKIN;
});

describe('pixels of skin', () => {
  const mask = new Uint8Array(WIDTH * HEIGHT).fill(1);
  mask[15 * WIDTH + 12] = 0;
  const skin = skinPixels(labels, mask, WIDTH);
  const at = (x: number, y: number): number => skin[y * WIDTH + x];

  it('lie two pixels inside the edges of skin, whose own parts have none', () => {
    expect([at(5, 9), at(5, 10), at(5, 20), at(27, 25), at(28, 25)]).toEqual([0, 1, 1, 1, 0]);
    expect([at(0, 15), at(5, HEIGHT - 1)]).toEqual([1, 1]);
  });

  it('keep away from what a mask leaves out', () => {
    expect([at(10, 15), at(9, 15), at(12, 17), at(12, 18), at(14, 13)]).toEqual([0, 1, 0, 1, 0]);
  });
});
