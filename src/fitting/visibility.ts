import { type Camera, cameraCentre, project, scaleCamera } from '../geometry/camera.ts';
import { vertexNormals } from '../geometry/mesh.ts';
import { pointPositions, type ShapePoints } from '../head/shape-space.ts';
import { rasterize, visiblePoints } from '../render/rasterize.ts';

const TOLERANCE_MM = 2.5;
/** The z-buffer needs no more than this to tell what hides what. */
const PIXELS_PER_MM = 1;

/** Per view and sample: how much the view's pixel says about it, from angle and occlusion [views][N]. */
export interface Visibility {
  readonly weights: readonly Float64Array[];
}

/**
 * cos(angle between normal and view ray) where a z-buffer shows the sample and the cosine exceeds
 * `minCosine`, else 0.
 */
export function sampleVisibility(
  cameras: readonly Camera[],
  points: ShapePoints,
  positions: ArrayLike<number>,
  triangles: Uint32Array,
  minCosine: number,
): Visibility {
  const { normals } = vertexNormals(positions, triangles);
  const samplePositions = pointPositions(points, positions);
  const sampleNormals = pointPositions(points, normals);
  const weights = cameras.map((camera) => {
    const scale = Math.min(1, (PIXELS_PER_MM * camera.translation[2]) / camera.fx);
    const coarse = scaleCamera(camera, scale, Math.ceil(camera.width * scale), Math.ceil(camera.height * scale));
    const zBuffer = rasterize(project(coarse, positions), triangles, coarse.width, coarse.height);
    const visible = visiblePoints(zBuffer, project(coarse, samplePositions), TOLERANCE_MM);
    const centre = cameraCentre(camera);
    return Float64Array.from({ length: points.count }, (_, i) => {
      if (visible[i] === 0) return 0;
      const d = [0, 1, 2].map((k) => centre[k] - samplePositions[3 * i + k]);
      const n = [0, 1, 2].map((k) => sampleNormals[3 * i + k]);
      const cosine = (d[0] * n[0] + d[1] * n[1] + d[2] * n[2]) / (Math.hypot(...d) * (Math.hypot(...n) || 1));
      return cosine > minCosine ? cosine : 0;
    });
  });
  return { weights };
}
