import { describe, expect, it } from 'vitest';
import { byteFromLinear, LINEAR_FROM_BYTE } from '../../../src/image/color.ts';
import { NO_TRIANGLE } from '../../../src/kernels/jobs/pixels/rasterize.ts';
import { facePsnr } from '../../../src/render/pictures/face-psnr.ts';

/** Two pixels: a triangle on the face, then whatever is asked for. */
function psnr(second: number, rendered: readonly [number, number], photo: readonly [number, number]): number | null {
  return facePsnr(
    { width: 2, height: 1, data: Uint8Array.from(photo.flatMap((byte) => [byte, byte, byte])) },
    { triangle: Uint32Array.of(0, second) },
    Float64Array.from(rendered.flatMap((byte) => [...new Array(3).fill(LINEAR_FROM_BYTE[byte]), 1])),
    Uint8Array.of(1, 0),
  );
}

describe('PSNR of a re-rendering', () => {
  it('is 120 dB where nothing differs: the floor of 1e-12', () => {
    expect(byteFromLinear(LINEAR_FROM_BYTE[77])).toBe(77);
    expect(psnr(0, [77, 200], [77, 200])).toBeCloseTo(120, 9);
  });

  it('is -10 log10 of the mean square gap in gamma 1/2.2', () => {
    const gap = LINEAR_FROM_BYTE[100] ** (1 / 2.2) - LINEAR_FROM_BYTE[60] ** (1 / 2.2);
    expect(psnr(0, [100, 50], [60, 50])).toBeCloseTo(-10 * Math.log10(gap ** 2 / 2), 6);
  });

  it.each([
    ['off the face', 1],
    ['of other parts, beyond the skin', 2],
    ['that the head does not cover', NO_TRIANGLE],
  ])('passes over pixels %s', (_, second) => {
    expect(psnr(second, [100, 0], [60, 255])).toBe(psnr(NO_TRIANGLE, [100, 0], [60, 0]));
  });

  it('is null where no face is', () => {
    const nothing = { triangle: Uint32Array.of(NO_TRIANGLE) };
    const photo = { width: 1, height: 1, data: new Uint8Array(3) };
    expect(facePsnr(photo, nothing, new Float64Array(4), Uint8Array.of(1))).toBeNull();
  });
});
