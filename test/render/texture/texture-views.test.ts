import { describe, expect, it } from 'vitest';
import { CLOTHES, FACE_SKIN, HAIR } from '../../../src/capture/segmentation/classes.ts';
import { centredLens } from '../../../src/geometry/camera.ts';
import { plainKernels } from '../../../src/kernels/runtime/plain-kernels.ts';
import { textureViews } from '../../../src/render/texture/texture-views.ts';

const SIDE = 64;
/** @param z mm to the wall, of which a picture shows as many */
const cameraAt = (z: number) => ({
  ...centredLens({ width: SIDE, height: SIDE }, SIDE),
  rotation: Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1),
  translation: Float64Array.of(0, 0, z),
});
/** A wall that fills the picture. */
const WALL = Float64Array.of(-90, -90, 0, 90, -90, 0, 90, 90, 0, -90, 90, 0);
const TRIANGLES = Uint32Array.of(0, 1, 2, 0, 2, 3);

/** Rows of a column that paint skin and the scalp, where another class covers the first 20 rows. */
function paintingRows(label: number, z = 100): { skin: number; scalp: number } {
  const labels = Uint8Array.from({ length: SIDE * SIDE }, (_, k) => (k < 20 * SIDE ? label : FACE_SKIN));
  const image = { width: SIDE, height: SIDE, channels: 3, data: new Float32Array(3 * SIDE * SIDE).fill(0.5) };
  const view = { image, mask: new Uint8Array(SIDE * SIDE).fill(1), labels, camera: cameraAt(z) };
  const [{ trust, scalpTrust }] = textureViews(plainKernels(), WALL, TRIANGLES, [view]);
  const first = (values: ArrayLike<number>): number => {
    let row = 1;
    while (row < SIDE && !(values[row * SIDE + SIDE / 2] > 0)) row++;
    return row;
  };
  return { skin: first(trust), scalp: first(scalpTrust) };
}

describe('pixels that paint', () => {
  it('lie four and two pixels beside hair on skin, anywhere in it on the scalp', () => {
    const { skin, scalp } = paintingRows(HAIR);
    expect(skin).toBe(20 + 4 + 2);
    expect(scalp).toBeLessThan(5);
  });

  it('lie eight and two pixels beside clothes, or eight millimetres where a millimetre is more', () => {
    expect(paintingRows(CLOTHES)).toEqual({ skin: 20 + 8 + 2, scalp: 20 + 8 + 2 });
    expect(paintingRows(CLOTHES, SIDE / 2)).toEqual({ skin: 20 + 16 + 2, scalp: 20 + 16 + 2 });
  });
});
