import { project } from '../../geometry/camera.ts';
import { orbitCamera, uprightFrame } from '../../geometry/orbit-camera.ts';
import { applySimilarity } from '../../geometry/similarity.ts';
import { rasterize, visiblePoints } from './rasterize.ts';

/** Degrees of yaw and pitch. */
const LOOKS: readonly (readonly [number, number])[] = [0, -35, 35, -70, 70].flatMap((yaw) =>
  [0, -25, 25].map((pitch): [number, number] => [yaw, pitch]),
);
const PIXELS = 512;
const HEIGHT_MM = 320;
const DISTANCE_MM = 1500;
/** Farther behind the nearest surface than this a point is hidden, mm. */
const TOLERANCE_MM = 0.7;

/**
 * Which vertices of a head can be seen from somewhere before it: not teeth, mouth, sockets or the back.
 * @param positions [V, 3] mm @param landmarks outer and inner eye corners, nose base, mouth corners [7, 3]
 * @returns [V] 1 where seen
 */
export function outwardVertices(
  positions: Float64Array,
  triangles: Uint32Array,
  landmarks: ArrayLike<number>,
): Uint8Array {
  const upright = applySimilarity(uprightFrame(landmarks), positions);
  const out = new Uint8Array(positions.length / 3);
  for (const [yaw, pitch] of LOOKS) {
    const camera = orbitCamera({ yaw, pitch, distanceMm: DISTANCE_MM, heightMm: HEIGHT_MM, pixels: PIXELS });
    const { depth } = rasterize(project(camera, upright), triangles, PIXELS, PIXELS);
    visiblePoints(camera, depth, upright, TOLERANCE_MM).forEach((seen, v) => {
      if (seen) out[v] = 1;
    });
  }
  return out;
}
