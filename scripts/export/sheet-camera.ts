import { type Camera, toCameraSpace } from '../../src/geometry/camera.ts';
import { orbitCamera } from '../../src/geometry/orbit-camera.ts';
import type { SheetView } from './sheet-poses.ts';

const DISTANCE_MM = 900;
/** Below the point midway between the eyes. */
const FACE_CENTRE = [0, -35, 0];
const FACE_HEIGHT_MM = 210;
const MARGIN = 1.12;

/** A camera for a view of a rig. @param rest [V, 3] mm, all that a view of the head must show @param pixels side of the picture */
export function sheetCamera({ yaw, pitch, shows }: SheetView, rest: Float64Array, pixels: number): Camera {
  const { centre, radius } = shows === 'face' ? { centre: FACE_CENTRE, radius: FACE_HEIGHT_MM / 2 } : ball(rest);
  const heightMm = 2 * radius * (shows === 'face' ? 1 : MARGIN);
  const camera = orbitCamera({ yaw, pitch, distanceMm: DISTANCE_MM, heightMm, pixels });
  const [x, y, z] = toCameraSpace(camera, centre);
  return { ...camera, translation: Float64Array.of(-x, -y, 2 * camera.translation[2] - z) };
}

/** Middle of the box around points, and half of its longest side. */
function ball(points: Float64Array): { readonly centre: number[]; readonly radius: number } {
  const low = [Infinity, Infinity, Infinity];
  const high = [-Infinity, -Infinity, -Infinity];
  for (let i = 0; i < points.length; i++) {
    low[i % 3] = Math.min(low[i % 3], points[i]);
    high[i % 3] = Math.max(high[i % 3], points[i]);
  }
  return {
    centre: low.map((x, k) => (x + high[k]) / 2),
    radius: Math.max(...low.map((x, k) => (high[k] - x) / 2)),
  };
}
