import { describe, expect, it } from 'vitest';
import { LINEAR_FROM_BYTE } from '../../../src/image/color.ts';
import type { ByteImage } from '../../../src/image/image.ts';
import { NO_TRIANGLE } from '../../../src/kernels/jobs/pixels/rasterize.ts';
import { type FaceOfView, facePsnr } from '../../../src/render/pictures/face-psnr.ts';
import { renderedPicture } from '../../../src/render/pictures/rendered-picture.ts';

function grey(bytes: readonly [number, number]): ByteImage {
  return { width: 2, height: 1, data: Uint8Array.from(bytes.flatMap((byte) => [byte, byte, byte])) };
}

/** Two pixels: a triangle on the face, then whatever is asked for. */
function psnr(second: number, rendered: readonly [number, number], photo: readonly [number, number]): number | null {
  return facePsnr(grey(photo), grey(rendered), faceOf(Uint32Array.of(0, second)));
}

function faceOf(triangle: Uint32Array, before: Uint8Array | null = null): FaceOfView {
  return { triangle, faceTriangles: Uint8Array.of(1, 0), before };
}

describe('PSNR of a re-rendering', () => {
  it('is 120 dB where nothing differs: the floor of 1e-12', () => {
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
    expect(psnr(second, [100, 0], [60, 255])).toBe(psnr(second, [100, 0], [60, 0]));
  });

  it('is null where no face is', () => {
    expect(facePsnr(grey([1, 2]), grey([1, 2]), faceOf(Uint32Array.of(1, NO_TRIANGLE)))).toBeNull();
  });

  it('passes over what lies before the face, and is null where all of it is hidden', () => {
    const both = Uint32Array.of(0, 0);
    const hidden = facePsnr(grey([60, 255]), grey([100, 0]), faceOf(both, Uint8Array.of(0, 1)));
    expect(hidden).toBe(psnr(1, [100, 0], [60, 255]));
    expect(hidden).not.toBe(psnr(0, [100, 0], [60, 255]));
    expect(facePsnr(grey([1, 2]), grey([1, 2]), faceOf(both, Uint8Array.of(1, 1)))).toBeNull();
  });
});

describe('a rendering as a picture', () => {
  it('is its colours in sRGB where a mesh is', () => {
    const view = { width: 2, height: 1, triangle: Uint32Array.of(5, NO_TRIANGLE) };
    const colors = Float64Array.of(LINEAR_FROM_BYTE[10], LINEAR_FROM_BYTE[128], 1, 1, 9, 9, 9, 0);
    const { data } = renderedPicture(view, colors, new Uint8Array(6));
    expect(Array.from(data)).toEqual([10, 128, 255, 0, 0, 0]);
  });
});
