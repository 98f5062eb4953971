import { describe, expect, it } from 'vitest';
import { pinholeProjection, viewMatrix } from '../../../../src/viewer/page/scene/photo-camera.ts';

/** Column-major [4, 4] times [x, y, z, 1]. */
function times(matrix: readonly number[], v: readonly number[]): number[] {
  return [0, 1, 2, 3].map((row) => [0, 1, 2, 3].reduce((sum, k) => sum + matrix[4 * k + row] * v[k], 0));
}

describe("a photograph's camera in OpenGL", () => {
  it('puts points where the pinhole camera has them: pixels from the top left, millimetres', () => {
    const [c, s] = [Math.cos(0.4), Math.sin(0.4)];
    const camera = {
      width: 1200,
      height: 800,
      K: [
        [1500, 0, 580],
        [0, 1480, 430],
        [0, 0, 1],
      ],
      R: [
        [c, 0, s],
        [0, -1, 0],
        [s, 0, -c],
      ],
      t: [12, -30, 700],
    };
    for (const point of [
      [0, 0, 0],
      [60, -40, 80],
      [-75, 90, -20],
    ]) {
      const [x, y, z] = camera.R.map(
        (row, k) => row[0] * point[0] + row[1] * point[1] + row[2] * point[2] + camera.t[k],
      );
      const pixel = [580 + (1500 * x) / z, 430 + (1480 * y) / z];
      const clip = times(
        pinholeProjection(camera, 0.01, 20),
        times(viewMatrix(camera), [...point.map((v) => v / 1000), 1]),
      );
      expect(((clip[0] / clip[3] + 1) / 2) * 1200).toBeCloseTo(pixel[0], 6);
      expect(((1 - clip[1] / clip[3]) / 2) * 800).toBeCloseTo(pixel[1], 6);
      expect(clip[3]).toBeCloseTo(z / 1000, 9);
      expect(Math.abs(clip[2] / clip[3])).toBeLessThan(1);
    }
  });
});
