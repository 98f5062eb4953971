import { toCameraSpace } from '../../../geometry/camera.ts';
import type { HairView } from '../hair-view.ts';
import type { ShellState } from './outline-rows.ts';

/** A point's place in a view, and how its ray runs there. */
export interface RayInView {
  /** Pixels and depth, mm, of the point were hair so thick on its ray, mm. */
  readonly at: (thickness: number) => readonly [number, number, number];
  readonly pixelsPerMm: number;
}

/** The ray of a shell's point i. */
export function rayInView(
  { camera }: Pick<HairView, 'camera'>,
  { sphere, points, thickness }: Pick<ShellState, 'sphere' | 'points' | 'thickness'>,
  i: number,
): RayInView {
  const [x, y, z] = toCameraSpace(camera, points.subarray(3 * i, 3 * i + 3));
  const { rotation: r, fx, fy, cx, cy } = camera;
  const [a, b, c] = sphere.directions.subarray(3 * i, 3 * i + 3);
  const [u, v, w] = [0, 3, 6].map((row) => r[row] * a + r[row + 1] * b + r[row + 2] * c);
  const own = thickness[i];
  return {
    at: (t) => {
      const depth = z + (t - own) * w;
      return [(fx * (x + (t - own) * u)) / depth + cx, (fy * (y + (t - own) * v)) / depth + cy, depth];
    },
    pixelsPerMm: (fx + fy) / 2 / z,
  };
}
