import type { Capture, View } from '../../capture/load-capture.ts';
import { type Camera, cameraCentre } from '../../geometry/camera.ts';

/** In a metric rig of several cameras, mm per head unit: how far apart the cameras truly are. */
export function metricSize(capture: Capture, views: readonly View[], cameras: readonly Camera[]): number {
  if (capture.unit !== 'mm' && capture.unit !== 'm') return 1;
  let given = 0;
  let solved = 0;
  for (let a = 0; a < views.length; a++) {
    for (let b = 0; b < a; b++) {
      const [first, second] = [views[a].camera, views[b].camera];
      if (first === null || second === null) return 1;
      given += distance(cameraCentre(first), cameraCentre(second));
      solved += distance(cameraCentre(cameras[a]), cameraCentre(cameras[b]));
    }
  }
  return solved > 1e-6 && given > 1e-6 ? given / solved : 1;
}

function distance(a: readonly number[], b: readonly number[]): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}
