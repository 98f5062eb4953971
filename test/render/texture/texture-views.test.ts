import { describe, expect, it } from 'vitest';
import { BODY_SKIN, CLOTHES, FACE_SKIN, HAIR, OTHER } from '../../../src/capture/segmentation/classes.ts';
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

function lights(lightOf: (row: number) => number): Float32Array {
  return Float32Array.from({ length: 3 * SIDE * SIDE }, (_, i) => lightOf(Math.floor(i / (3 * SIDE))));
}

/** Rows of a column that paint skin and the scalp, where another class covers the first 20 rows. */
function paintingRows(
  label: number,
  z = 100,
  lightOf = (_row: number): number => 0.5,
): { skin: number; scalp: number } {
  const labels = Uint8Array.from({ length: SIDE * SIDE }, (_, k) => (k < 20 * SIDE ? label : FACE_SKIN));
  const image = { width: SIDE, height: SIDE, channels: 3, data: lights(lightOf) };
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

  it('lie four and two pixels beside what is worn on skin, two on the scalp', () => {
    expect(paintingRows(OTHER)).toEqual({ skin: 20 + 4 + 2, scalp: 20 + 2 });
  });

  it('lie eight and two pixels beside clothes, or eight millimetres where a millimetre is more', () => {
    expect(paintingRows(CLOTHES)).toEqual({ skin: 20 + 8 + 2, scalp: 20 + 8 + 2 });
    expect(paintingRows(CLOTHES, SIDE / 2)).toEqual({ skin: 20 + 16 + 2, scalp: 20 + 16 + 2 });
  });

  it.each([
    ['as light as the face', 0.3, 3],
    ['a third lighter', 0.4, 3],
    ['in a glare', 0.5, 20 + 2],
    ['in a shadow', 0.1, 20 + 2],
  ])('are a neck that is %s, or not', (_, light, row) => {
    expect(paintingRows(BODY_SKIN, 100, (y) => (y < 20 ? light : 0.3)).skin).toBe(row);
  });

  it('lie six and two pixels beside a glare on the neck', () => {
    expect(paintingRows(BODY_SKIN, 100, (y) => (y < 10 ? 0.6 : 0.3)).skin).toBe(10 + 6 + 2);
  });
});
