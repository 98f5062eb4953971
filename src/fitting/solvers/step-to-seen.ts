import { Matrix, solve } from 'ml-matrix';
import { type Camera, headPoseDegrees, project } from '../../geometry/camera.ts';
import type { Point } from '../../geometry/polygon.ts';

/** How far off a view from the front sees a point of a face, mm. */
const SEEN_SIGMA_MM = 0.7;
/** Small beside what is to find, mm or radians. */
const PROBE = 1e-3;

/** A photograph that shows a point which two numbers move. */
export interface SeenPoint {
  readonly camera: Camera;
  readonly pixel: Point;
  /** 0..1 */
  readonly confidence: number;
  /** Where the numbers take it on the head as this photograph has it [3] mm. */
  at(a: number, b: number): ArrayLike<number>;
}

/** Two numbers. */
export interface Moves {
  readonly now: readonly [number, number];
  /** How far from zero each is likely to be. */
  readonly sigmas: readonly [number, number];
}

/**
 * A Gauss-Newton step to where photographs have a point,
 *   min over (a, b) of  sum over views c_v |pixel_v - x_v(a, b)|^2/(2 s_v^2) + a^2/(2 S_a^2) + b^2/(2 S_b^2),
 * x_v mm in the picture's plane, s_v = 0.7 mm/cos^2 of the view's yaw.
 */
export function stepToSeen(seen: readonly SeenPoint[], { now, sigmas }: Moves): [number, number] {
  const hessian = Matrix.diag(sigmas.map((sigma) => sigma ** -2));
  const gradient = Matrix.columnVector(now.map((x, k) => -x * sigmas[k] ** -2));
  const [a, b] = now;
  for (const { camera, pixel, confidence, at } of seen) {
    const yaw = (headPoseDegrees(camera.rotation).yaw * Math.PI) / 180;
    /** Sigmas a pixel. */
    const scale = (Math.sqrt(confidence) * (camera.translation[2] / camera.fx) * Math.cos(yaw) ** 2) / SEEN_SIGMA_MM;
    const shown = (point: ArrayLike<number>): Matrix => {
      const [x, y] = project(camera, point);
      return Matrix.columnVector([x, y]).mul(scale);
    };
    const here = shown(at(a, b));
    const slopes = [at(a + PROBE, b), at(a, b + PROBE)].map((probe) => shown(probe).sub(here).div(PROBE).to1DArray());
    const rows = new Matrix(slopes);
    hessian.add(rows.mmul(rows.transpose()));
    gradient.add(
      rows.mmul(
        Matrix.columnVector([...pixel])
          .mul(scale)
          .sub(here),
      ),
    );
  }
  const [da, db] = solve(hessian, gradient).to1DArray();
  return [da, db];
}
