import { describe, it } from 'vitest';
import { type LinearImage, sampleBilinear } from '../../src/image/image.ts';
import { COLOR_PROBE } from '../../src/kernels/jobs/terms/shading.ts';
import { expectClose } from '../helpers/close.ts';
import { checkGradient, dot, normals } from '../helpers/gradient-check.ts';

describe('images', () => {
  const image: LinearImage = { width: 5, height: 4, channels: 2, data: Float32Array.from(normals(40, 1)) };

  /** What the colour probe finds at a pixel: a camera whose pixels at depth 1 are x and y. */
  function probeColor(p: Float64Array) {
    const [color, slopeX, slopeY] = [0, 1, 2].map(() => new Float64Array(4));
    const lanes = Float64Array.from({ length: 80 }, (_, i) => (i % 4 < 2 ? image.data[2 * (i >> 2) + (i % 4)] : 0));
    COLOR_PROBE.plain({
      image: lanes,
      width: 5,
      height: 4,
      camera: Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 0, 0),
      points: Float64Array.of(p[0], p[1], 1),
      count: 1,
      visibility: Float64Array.of(1),
      color,
      slopeX,
      slopeY,
      weight: new Float64Array(1),
    });
    return { slopeX, slopeY };
  }

  it('sample exactly at pixel centres and have the gradient of central differences', () => {
    expectClose(sampleBilinear(image, 2.5, 1.5, new Float64Array(2)), [image.data[14], image.data[15]], { atol: 1e-7 });
    const cotangent = [0.3, -1.2];
    checkGradient(
      (p) => dot(cotangent, sampleBilinear(image, p[0], p[1], new Float64Array(2))),
      (p) => {
        const { slopeX, slopeY } = probeColor(p);
        return [slopeX, slopeY].map((g) => cotangent[0] * g[0] + cotangent[1] * g[1]);
      },
      Float64Array.of(2.2, 1.9),
    );
  });
});
