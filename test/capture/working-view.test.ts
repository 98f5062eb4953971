import { describe, expect, it } from 'vitest';
import {
  createWorkingViews,
  fromWorkingCamera,
  SHAPE_PIXELS_PER_MM,
  toWorkingCamera,
} from '../../src/capture/working-view.ts';
import { pixelsPerMm, project } from '../../src/geometry/camera.ts';
import { orbitCamera } from '../../src/geometry/orbit-camera.ts';
import { linearFromSrgb } from '../../src/image/color.ts';
import { plainKernels } from '../../src/kernels/runtime/plain-kernels.ts';
import { expectClose } from '../helpers/close.ts';

/** Ten pixels a millimetre: finer than a fit can use. */
const camera = orbitCamera({ yaw: 20, pitch: 5, distanceMm: 700, heightMm: 60, pixels: 600 });
const points = [-10, -8, 0, 12, -8, 4, 3, 15, -6];
const image = { width: 600, height: 600, data: new Uint8Array(3 * 600 * 600).fill(100) };
const mask = Uint8Array.from({ length: 600 * 600 }, (_, i) => (i % 600 < 320 ? 1 : 0));

describe('the part of a photograph that a fit uses', () => {
  const [view] = createWorkingViews(plainKernels(), [{ image, mask }], [camera], {
    positions: points,
    finest: SHAPE_PIXELS_PER_MM,
  });
  const working = toWorkingCamera(camera, view);

  it('holds the head, no finer than three pixels a millimetre', () => {
    expect(pixelsPerMm(working)).toBeCloseTo(3, 6);
    const { width, height } = view.image;
    expect(width * height).toBeLessThan(0.1 * 600 * 600);
    const pixels = project(working, points);
    for (let i = 0; i < pixels.length; i += 3) {
      expect(pixels[i]).toBeGreaterThan(0);
      expect(pixels[i]).toBeLessThan(width);
      expect(pixels[i + 1]).toBeGreaterThan(0);
      expect(pixels[i + 1]).toBeLessThan(height);
    }
  });

  it('lies where its caller has room for it', () => {
    const shelf = new Float32Array(3 * 600 * 600);
    const [placed] = createWorkingViews(plainKernels(), [{ image, mask }], [camera], {
      positions: points,
      finest: SHAPE_PIXELS_PER_MM,
      room: (count) => shelf.subarray(0, count),
    });
    expect(placed.image.data.buffer).toBe(shelf.buffer);
    expect(placed.image.data).toEqual(view.image.data);
  });

  it('shows a point where the photograph shows it', () => {
    const [whole, part] = [project(camera, points), project(working, points)];
    const expected = whole.map((x, i) => [view.scale * (x - view.offsetX), view.scale * (x - view.offsetY), x][i % 3]);
    expectClose(part, expected, { atol: 1e-9 });
  });

  it('has a camera that turns back into the photograph’s', () => {
    const back = fromWorkingCamera(working, view, camera);
    for (const key of ['width', 'height', 'fx', 'fy', 'cx', 'cy'] as const)
      expect(back[key]).toBeCloseTo(camera[key], 9);
  });

  it('keeps an even picture even, in linear light, and its mask where it was', () => {
    expectClose(view.image.data, new Float32Array(view.image.data.length).fill(linearFromSrgb(100 / 255)), {
      atol: 1e-4,
    });
    const { width } = view.image;
    const edge = view.scale * (320 - view.offsetX);
    const across = (i: number) => (i % width) + 0.5 - edge;
    const wrong = view.mask.filter((kept, i) => Math.abs(across(i)) > 1 && kept !== (across(i) < 0 ? 1 : 0));
    expect(wrong.length).toBe(0);
  });
});
