import { describe, expect, it } from 'vitest';
import { BACKGROUND, FACE_SKIN, OTHER } from '../../../src/capture/segmentation/classes.ts';
import { withoutDeepBackground } from '../../../src/fitting/outline/edges/deep-background.ts';
import { orbitCamera } from '../../../src/geometry/orbit-camera.ts';
import { plainKernels } from '../../../src/kernels/runtime/plain-kernels.ts';

const PIXELS = 200;
/** Two pixels a mm. */
const camera = orbitCamera({ yaw: 0, pitch: 0, distanceMm: 1000, heightMm: 100, pixels: PIXELS });
/** A square of 60 mm that the view shows from pixel 40 to 160. */
const square = {
  positions: Float64Array.of(-30, -30, 0, 30, -30, 0, 30, 30, 0, -30, 30, 0),
  triangles: Uint32Array.of(0, 1, 2, 0, 2, 3),
};

/** Face skin where the square is, background outside and in a rectangle. */
function labelled([left, top, right, bottom]: readonly number[]): Uint8Array {
  return Uint8Array.from({ length: PIXELS * PIXELS }, (_, k) => {
    const [x, y] = [k % PIXELS, Math.floor(k / PIXELS)];
    const onSquare = x >= 40 && x < 160 && y >= 40 && y < 160;
    const cut = x >= left && x < right && y >= top && y < bottom;
    return onSquare && !cut ? FACE_SKIN : BACKGROUND;
  });
}

const believed = (labels: Uint8Array): Uint8Array => withoutDeepBackground(plainKernels(), square, { camera, labels });

describe('background inside a head', () => {
  it('is believed where a skull may be so much smaller than its face makes likely', () => {
    const labels = labelled([40, 40, 64, 160]);
    expect(believed(labels)).toEqual(labels);
  });

  it('is unknown, the whole bay of it, where it reaches deeper; outside nothing changes', () => {
    const labels = labelled([40, 80, 90, 120]);
    const out = believed(labels);
    out.forEach((label, k) => {
      const [x, y] = [k % PIXELS, Math.floor(k / PIXELS)];
      const off = Math.max(40 - x, x - 89, 80 - y, y - 119);
      // To a millimetre, two pixels.
      if (off <= 0) expect(label).toBe(OTHER);
      else if (off > 2) expect(label).toBe(labels[k]);
    });
  });

  it('is unknown as an island too', () => {
    const out = believed(labelled([90, 90, 110, 110]));
    expect(out[100 * PIXELS + 100]).toBe(OTHER);
    expect(out[10 * PIXELS + 100]).toBe(BACKGROUND);
  });
});
