import { addRigGradient } from '../../../src/fitting/unknowns/rig-gradient.ts';
import { packCamera } from '../../../src/geometry/camera.ts';
import { CAMERA_GRADIENT, CAMERA_NUMBERS, PROJECT_BACKWARD } from '../../../src/kernels/jobs/points/projection.ts';
import type { RealArray } from '../../../src/kernels/kernel.ts';
import { type FreePoints, onUnknowns, originOf, seenAt } from './free-points.ts';

/** A gradient on pixels [V, N, 2] at x = 0 as one on all unknowns. */
export function throughPixels(free: FreePoints, gradPixels: RealArray): Float64Array {
  const { rig, points } = free;
  const count = points.length / 3;
  const seen = seenAt(free, originOf(free));
  const out = { points: seen.points.map((p) => new Float64Array(p.length)), rig: new Float64Array(rig.parameterCount) };
  seen.cameras.forEach((camera, v) => {
    const gradCamera = new Float64Array(CAMERA_GRADIENT);
    PROJECT_BACKWARD.plain({
      camera: packCamera(camera, new Float64Array(CAMERA_NUMBERS)),
      points: seen.points[v],
      count,
      gradPixels: gradPixels.subarray(2 * count * v, 2 * count * (v + 1)),
      gradDepths: new Float64Array(count),
      gradPoints: out.points[v],
      gradCamera,
    });
    const depth = camera.translation[2];
    addRigGradient(rig, v, gradCamera, { points: seen.points[v], gradient: out.points[v], depth, out: out.rig });
  });
  return onUnknowns(free, out);
}
