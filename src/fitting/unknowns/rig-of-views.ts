import type { View } from '../../capture/load-capture.ts';
import { freeRig, type RigLayout, rigidRig } from './rig.ts';

/** How the cameras of these views may move: rigidly where all are given, freely otherwise. */
export function rigOf(views: readonly View[]): RigLayout {
  // The head's size is free even in a metric rig: identity modes are aligned heads and know no size.
  if (views.every((view) => view.camera !== null)) return rigidRig(views.length, true);
  const keys = [...new Set(views.map((view) => view.cameraKey))];
  return freeRig(Int32Array.from(views, (view) => keys.indexOf(view.cameraKey)));
}
