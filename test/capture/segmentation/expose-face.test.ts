import { describe, expect, it } from 'vitest';
import { exposeFace } from '../../../src/capture/segmentation/expose-face.ts';
import { median } from '../../../src/geometry/median.ts';
import { linearFromSrgb, luminance } from '../../../src/image/color.ts';

const SIDE = 16;
const at = Array.from({ length: 40 }, (_, i) => 3 * i);

function picture(tint: readonly number[]) {
  const data = Float32Array.from({ length: 3 * SIDE * SIDE }, (_, i) => {
    const k = Math.floor(i / 3);
    return (0.25 + 0.1 * Math.sin(k)) * [1.4, 0.9, 0.6][i % 3] * tint[i % 3];
  });
  return { width: SIDE, height: SIDE, channels: 3, data };
}

function faceOf(exposed: Float32Array): number[] {
  return [0, 1, 2].map((c) => median(at.map((k) => linearFromSrgb(exposed[3 * k + c]))));
}

describe('exposure for the face', () => {
  it.each([[[1, 1, 1]], [[0.08, 0.08, 0.08]], [[0.1, 0.3, 0.1]]])(
    'brings a face tinted %o to one brightness',
    (tint) => {
      const exposed = exposeFace(picture(tint), at);
      const light = median(
        at.map((k) => {
          const [r, g, b] = [0, 1, 2].map((c) => linearFromSrgb(exposed[3 * k + c]));
          return luminance(r, g, b);
        }),
      );
      expect(light).toBeCloseTo(0.5, 2);
    },
  );

  it('goes half of the way to the colour of skin', () => {
    const [plain, green] = [
      [1, 1, 1],
      [0.5, 1, 0.5],
    ].map((tint) => faceOf(exposeFace(picture(tint), at)));
    const redOverGreen = ([r, g]: number[]): number => r / g;
    expect(redOverGreen(green) / redOverGreen(plain)).toBeCloseTo(Math.SQRT1_2, 2);
  });

  it('leaves a picture without a face as it is', () => {
    const source = picture([1, 1, 1]);
    const same = exposeFace(source, []);
    expect(linearFromSrgb(same[5])).toBeCloseTo(source.data[5], 2);
  });
});
