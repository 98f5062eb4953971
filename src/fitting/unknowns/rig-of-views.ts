import type { View } from '../../capture/load-capture.ts';
import type { Camera } from '../../geometry/camera.ts';
import { median } from '../../geometry/median.ts';
import { freeRig, type RigLayout, rigidRig } from './rig.ts';

/** From this many views on, a picture may contradict that its lens is the others'. */
const CONTRADICTING_VIEWS = 4;
/** The lens of all pictures of which nobody says it. */
const UNKNOWN_LENS = 'unknown';

/**
 * How the cameras of these views may move: rigidly where all are given, freely otherwise. Pictures are supposed to be of one lens where
 * nothing says otherwise. Those of one size share a focal length; with views enough each has its own. What they do not share is held near
 * the others', in image sides: who cuts pictures, or makes them smaller, took them with one camera all the same.
 */
export function rigOf(views: readonly View[]): RigLayout {
  // The head's size is free even in a metric rig: identity modes are aligned heads and know no size.
  if (views.every((view) => view.camera !== null)) return rigidRig(views.length, true);
  const lenses = views.map(({ cameraKey, lensKnown }) => (lensKnown ? cameraKey : UNKNOWN_LENS));
  const keys = [...new Set(lenses)];
  const many = views.length >= CONTRADICTING_VIEWS;
  const focals = views.map(({ cameraKey, lensKnown }, v) => (lensKnown || !many ? cameraKey : v));
  const groups = [...new Set(focals)];
  return freeRig(
    Int32Array.from(focals, (focal) => groups.indexOf(focal)),
    Int32Array.from(groups, (group) => keys.indexOf(lenses[focals.indexOf(group)])),
  );
}

/** Two pictures' pixels do not tell how deep a face is from how far it turned between them. */
const TELLING_VIEWS = 3;

/**
 * {@link rigOf} for stages on pixels. From two views focal lengths stay where landmarks and what is usual of lenses put them: of a
 * face seen twice the lens, the turn and the relief make up for one another (the bas-relief ambiguity [Belhumeur, Kriegman, Yuille 1999]), and pixels
 * led ten pairs of photographs of two scans to turns up to 2.9 degrees too wide.
 */
export function pixelRigOf(views: readonly View[]): RigLayout {
  const rig = rigOf(views);
  return rig.kind === 'rigid' || views.length >= TELLING_VIEWS ? rig : freeRig(new Int32Array(views.length).fill(-1));
}

/**
 * Focal length of a view beside views that were solved, pixels: that of the views of its camera where there are any. Where nobody says its
 * lens it is that of the others of which nobody does, in picture sides; else what is expected of it.
 * @param cameras of the views, solved
 */
export function focalAmong(view: View, views: readonly View[], cameras: readonly Camera[]): number {
  const same = views.findIndex(({ cameraKey }) => cameraKey === view.cameraKey);
  if (same >= 0) return cameras[same].fx;
  const unknown = [...views.keys()].filter((v) => !view.lensKnown && !views[v].lensKnown);
  if (unknown.length === 0) return view.focalPrior.focal;
  return view.focalPrior.focal * median(unknown.map((v) => cameras[v].fx / views[v].focalPrior.focal));
}
