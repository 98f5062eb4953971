import type { Camera } from '../../geometry/camera.ts';
import { MAX_RIG_COLUMNS, type RigLayout, rigJacobian } from '../unknowns/rig.ts';

/** How a distance in a picture changes with what it shows. */
export interface PictureSlope {
  /** In the place X itself [3]. */
  readonly place: readonly [number, number, number];
  /** In a free camera's turn, shift and log f [{@link MAX_RIG_COLUMNS}]. */
  readonly camera: Float64Array;
}

/** A pixel and how far off it lies. */
export interface DeepPixel {
  readonly x: number;
  readonly y: number;
  /** Depth of what it shows, mm. */
  readonly z: number;
}

/**
 * Derivative of a distance along a direction n in a picture, measured at the depth z of what is shown, z/f held:
 *   r = n . (pi(X) - p) z/f,  u = dr/dx_cam = (n_x, n_y f_y/f, -(n . (pi - c))/f),  dr/dX = R^T u,  dr/dlog f = n . (pi - c) z/f
 * @param normal n, a unit vector of the picture
 */
export function pictureSlope(
  camera: Camera,
  { x, y, z }: DeepPixel,
  [nx, ny]: readonly [number, number],
): PictureSlope {
  const { rotation: r, translation: t, fx, fy, cx, cy } = camera;
  const outwards = (nx * (x - cx) + ny * (y - cy)) / fx;
  const u = [nx, (ny * fy) / fx, -outwards];
  const h = [0, 1, 2].map((k) => u[0] * r[k] + u[1] * r[3 + k] + u[2] * r[6 + k]);
  const away = [((x - cx) / fx) * z - t[0], ((y - cy) / fy) * z - t[1], z - t[2]];
  const [px, py, pz] = [0, 1, 2].map((k) => away[0] * r[k] + away[1] * r[3 + k] + away[2] * r[6 + k]);
  const own = new Float64Array(MAX_RIG_COLUMNS);
  rigJacobian(FREE, camera, px, py, pz, u, h, outwards * z, own, 0);
  return { place: [h[0], h[1], h[2]], camera: own };
}

/** What a camera's own slopes are taken in: whether it may move is told by its columns. */
const FREE: RigLayout = {
  kind: 'free',
  viewCount: 1,
  focalGroup: Int32Array.of(0),
  focalGroupCount: 1,
  lensOf: Int32Array.of(0),
  freeScale: false,
  parameterCount: MAX_RIG_COLUMNS,
};
