import { type Camera, cameraCentre } from '../../geometry/camera.ts';
import { multiply3, transpose3 } from '../../geometry/rotation.ts';
import { pointPositions } from '../../head/shape/shape-space.ts';
import { jointObservation, landmarkPoints } from '../evidence/landmarks/landmark-points.ts';
import type { ObservedView } from '../evidence/observe-views.ts';
import type { FittedHead } from './fitted-head.ts';

import { type LandmarkError, landmarkError } from './landmark-error.ts';

/**
 * How far the landmarks of a view that was set aside lie from the fitted head as its given camera sees it; null where the
 * view has no camera or no landmarks, or the head lies behind it.
 */
export function setAsideError(fitted: FittedHead, { view, observation }: ObservedView): LandmarkError | null {
  if (view.camera === null || observation === null) return null;
  const camera = inHeadSpace(fitted, view.camera);
  if (camera === null) return null;
  const points = pointPositions(landmarkPoints(fitted.space), fitted.positions);
  return landmarkError(camera, points, jointObservation(observation), fitted.bias);
}

/** A given camera as the fit placed the head between the other given ones; null where these do not say its size. */
function inHeadSpace({ observed, cameras }: FittedHead, camera: Camera): Camera | null {
  const given = observed.used.map(({ view }) => view.camera);
  const first = given[0];
  if (first === null || first === undefined) return null;
  // x_world = k H X + T
  const turn = multiply3(transpose3(first.rotation), cameras[0].rotation);
  let [world, head] = [0, 0];
  for (let v = 1; v < given.length; v++) {
    const other = given[v];
    if (other === null) return null;
    world += distance(cameraCentre(first), cameraCentre(other));
    head += distance(cameraCentre(cameras[0]), cameraCentre(cameras[v]));
  }
  const scale = world / head;
  if (!(Number.isFinite(scale) && scale > 0)) return null;
  const centre = cameraCentre(first);
  const local = cameraCentre(cameras[0]);
  const place = [0, 1, 2].map(
    (k) => centre[k] - scale * (turn[3 * k] * local[0] + turn[3 * k + 1] * local[1] + turn[3 * k + 2] * local[2]),
  );
  const { rotation: r, translation: t } = camera;
  return {
    ...camera,
    rotation: multiply3(r, turn),
    translation: t.map((x, k) => (r[3 * k] * place[0] + r[3 * k + 1] * place[1] + r[3 * k + 2] * place[2] + x) / scale),
  };
}

function distance(a: readonly number[], b: readonly number[]): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}
