import { ballAround, cameraAround } from '../../src/export/pictures/around-head.ts';
import type { Camera } from '../../src/geometry/camera.ts';
import type { SheetView } from './sheet-poses.ts';

/** Below the point midway between the eyes. */
const FACE = { centre: [0, -35, 0], radius: 105 };
const MARGIN = 1.12;

/** A camera for a view of a rig. @param rest [V, 3] mm, all that a view of the head must show @param pixels side of the picture */
export function sheetCamera(view: SheetView, rest: Float64Array, pixels: number): Camera {
  if (view.shows === 'face') return cameraAround(FACE, view, pixels);
  const { centre, radius } = ballAround(rest);
  return cameraAround({ centre, radius: MARGIN * radius }, view, pixels);
}
