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
  /** Pixels per mm along two axes of each sample's tangent plane [views][N, 2, 2]. */
  readonly footprints: readonly Float64Array[];
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
  return { weights, footprints: cameras.map((camera) => tangentFootprints(camera, samplePositions, sampleNormals)) };
}

/** Derivative of the projection along two unit tangents, the same two in every view. @returns [N, 2, 2] */
function tangentFootprints(camera: Camera, points: Float64Array, normals: Float64Array): Float64Array {
  const out = new Float64Array((4 * points.length) / 3);
  const { rotation: r, translation: t, fx, fy } = camera;
  for (let i = 0; i < points.length / 3; i++) {
    const [nx, ny, nz] = normals.subarray(3 * i, 3 * i + 3);
    // Across: normal to the face's vertical axis; no face sample looks straight up.
    const across = Math.hypot(nx, nz) || 1;
    const a = [nz / across, 0, -nx / across];
    const length = Math.hypot(nx, ny, nz) || 1;
    const b = [(ny * a[2]) / length, (nz * a[0] - nx * a[2]) / length, (-ny * a[0]) / length];
    const x = r[0] * points[3 * i] + r[1] * points[3 * i + 1] + r[2] * points[3 * i + 2] + t[0];
    const y = r[3] * points[3 * i] + r[4] * points[3 * i + 1] + r[5] * points[3 * i + 2] + t[1];
    const z = r[6] * points[3 * i] + r[7] * points[3 * i + 1] + r[8] * points[3 * i + 2] + t[2];
    [a, b].forEach((tangent, k) => {
      const dx = r[0] * tangent[0] + r[1] * tangent[1] + r[2] * tangent[2];
      const dy = r[3] * tangent[0] + r[4] * tangent[1] + r[5] * tangent[2];
      const dz = r[6] * tangent[0] + r[7] * tangent[1] + r[8] * tangent[2];
      out[4 * i + k] = (fx * (dx - (x / z) * dz)) / z;
      out[4 * i + 2 + k] = (fy * (dy - (y / z) * dz)) / z;
    });
  }
  return out;
}
