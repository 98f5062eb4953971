import type { Camera } from '../../geometry/camera.ts';
import { multiply3, rotationFromAxisAngle } from '../../geometry/rotation.ts';

/** How a pose differs from another: axis-angle about a centre [3] in radians, the centre's shift in mm [2], log of its depth [1]. */
export const POSE_NUMBERS = 6;

/**
 * The camera after the head turned about its centre, shifted across and changed its depth:
 *   R' = exp(w) R,  t' = q - R' c,  q = e^d (p + (x, y, 0)),  p = R c + t
 * @param centre c [3], head space @param offset (w, x, y, d)
 */
export function offsetPose(camera: Camera, centre: ArrayLike<number>, offset: ArrayLike<number>): Camera {
  const { rotation: r, translation: t } = camera;
  const rotation = multiply3(rotationFromAxisAngle(offset[0], offset[1], offset[2]), r);
  const depth = Math.exp(offset[5]);
  const translation = Float64Array.from([0, 1, 2], (k) => {
    const place = r[3 * k] * centre[0] + r[3 * k + 1] * centre[1] + r[3 * k + 2] * centre[2] + t[k];
    const moved = depth * (place + (k < 2 ? offset[3 + k] : 0));
    return moved - rotation[3 * k] * centre[0] - rotation[3 * k + 1] * centre[1] - rotation[3 * k + 2] * centre[2];
  });
  return { ...camera, rotation, translation };
}
