import type { View } from '../../capture/load-capture.ts';
import type { Camera } from '../../geometry/camera.ts';
import { placeHeadInRig, poseFromScaledOrthography } from '../evidence/landmarks/camera-start.ts';
import type { Observation } from '../evidence/landmarks/observation.ts';
import type { RigLayout } from '../unknowns/rig.ts';

/**
 * Cameras in head space from landmarks alone, before any step of a fit.
 * @param photoLandmarks photograph pixels
 * @param models landmarks of the head as each view shows it [views][L, 3]
 */
export function startCameras(
  views: readonly View[],
  photoLandmarks: readonly (Observation | null)[],
  rig: RigLayout,
  models: readonly Float64Array[],
): Camera[] {
  if (rig.kind === 'rigid')
    return placeHeadInRig(
      views.map((view) => view.camera as Camera),
      photoLandmarks,
      models[0],
      true,
    );
  return views.map((view, v) => {
    const observation = photoLandmarks[v];
    if (observation === null) throw new Error('a view without camera needs landmarks');
    return poseFromScaledOrthography(models[v], observation, {
      focal: view.focalPrior.focal,
      width: view.image.width,
      height: view.image.height,
    });
  });
}
