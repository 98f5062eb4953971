import { type Camera, cameraCentre, scaleCamera } from '../../../geometry/camera.ts';
import { pointPositions, type ShapePoints } from '../../../head/shape/shape-space.ts';
import type { Kernels, RealArray } from '../../../kernels/kernel.ts';
import { meshNormals, projectMesh } from '../../../render/mesh/kernel-mesh.ts';
import { visiblePoints } from '../../../render/raster/rasterize.ts';

const TOLERANCE_MM = 2.5;
/** The z-buffer needs no more than this to tell what hides what. */
const PIXELS_PER_MM = 1;

/** Per view and sample: how much the view's pixel says about it, from angle and occlusion, in kernel memory. */
export interface Visibility {
  /** [views][N] */
  readonly weights: readonly RealArray[];
  /** Pixels per mm along two axes of each sample's tangent plane [views][N, 2, 2]. */
  readonly footprints: readonly RealArray[];
}

export function createVisibility(kernels: Kernels, viewCount: number, count: number): Visibility {
  const arrays = (width: number): RealArray[] =>
    Array.from({ length: viewCount }, () => kernels.memory.real(width * count));
  return { weights: arrays(1), footprints: arrays(4) };
}

/** A skin and the cameras around it. */
export interface SkinInViews {
  readonly cameras: readonly Camera[];
  /** [V, 3], in kernel memory */
  readonly positions: RealArray;
  /** [T, 3], in kernel memory */
  readonly triangles: Uint32Array;
}

/**
 * cos(angle between normal and view ray) where a z-buffer shows the sample and the cosine exceeds
 * `minCosine`, else 0.
 * @param out written
 */
export function sampleVisibility(
  kernels: Kernels,
  { cameras, positions, triangles }: SkinInViews,
  points: ShapePoints,
  { minCosine, out }: { readonly minCosine: number; readonly out: Visibility },
): void {
  const { memory } = kernels;
  const mark = memory.mark();
  const { normals } = meshNormals(kernels, { positions, triangles });
  const samples = pointPositions(points, positions);
  const sampleNormals = pointPositions(points, normals);
  const coarse = cameras.map(coarseCamera);
  const depths = coarse.map(({ width, height }) => memory.room(width * height));
  projectMesh(kernels, { positions, triangles }, coarse, depths);
  coarse.forEach((camera, v) => {
    const shown = visiblePoints(camera, depths[v], samples, TOLERANCE_MM);
    weigh(camera, { shown, points: samples, normals: sampleNormals }, minCosine, out.weights[v]);
  });
  cameras.forEach((camera, v) => {
    tangentFootprints(camera, samples, sampleNormals, out.footprints[v]);
  });
  memory.release(mark);
}

/** A camera whose z-buffer is just fine enough. */
export function coarseCamera(camera: Camera): Camera {
  const scale = Math.min(1, (PIXELS_PER_MM * camera.translation[2]) / camera.fx);
  return scaleCamera(camera, scale, Math.ceil(camera.width * scale), Math.ceil(camera.height * scale));
}

/** Samples [N, 3] with normals, and which of them nothing hides [N]. */
interface ShownSamples {
  readonly shown: ArrayLike<number>;
  readonly points: Float64Array;
  readonly normals: Float64Array;
}

/** What {@link sampleVisibility} writes for one view. @param out [N] written */
export function weigh(
  camera: Camera,
  { shown, points, normals }: ShownSamples,
  minCosine: number,
  out: RealArray,
): void {
  const centre = cameraCentre(camera);
  for (let i = 0; i < shown.length; i++) {
    out[i] = 0;
    if (shown[i] === 0) continue;
    const dx = centre[0] - points[3 * i];
    const dy = centre[1] - points[3 * i + 1];
    const dz = centre[2] - points[3 * i + 2];
    const nx = normals[3 * i];
    const ny = normals[3 * i + 1];
    const nz = normals[3 * i + 2];
    const lengths = Math.sqrt((dx * dx + dy * dy + dz * dz) * (nx * nx + ny * ny + nz * nz)) || 1;
    const cosine = (dx * nx + dy * ny + dz * nz) / lengths;
    if (cosine > minCosine) out[i] = cosine;
  }
}

/** Derivative of the projection along two unit tangents, the same two in every view. @param out [N, 2, 2] */
function tangentFootprints(camera: Camera, points: Float64Array, normals: Float64Array, out: RealArray): void {
  const { rotation: r, translation: t, fx, fy } = camera;
  for (let i = 0; i < points.length / 3; i++) {
    const nx = normals[3 * i];
    const ny = normals[3 * i + 1];
    const nz = normals[3 * i + 2];
    // Across: normal to the face's vertical axis; no face sample looks straight up.
    const across = Math.hypot(nx, nz) || 1;
    const ax = nz / across;
    const az = -nx / across;
    const length = Math.hypot(nx, ny, nz) || 1;
    const bx = (ny * az) / length;
    const by = (nz * ax - nx * az) / length;
    const bz = (-ny * ax) / length;
    const x = r[0] * points[3 * i] + r[1] * points[3 * i + 1] + r[2] * points[3 * i + 2] + t[0];
    const y = r[3] * points[3 * i] + r[4] * points[3 * i + 1] + r[5] * points[3 * i + 2] + t[1];
    const z = r[6] * points[3 * i] + r[7] * points[3 * i + 1] + r[8] * points[3 * i + 2] + t[2];
    const aDepth = r[6] * ax + r[8] * az;
    const bDepth = r[6] * bx + r[7] * by + r[8] * bz;
    out[4 * i] = (fx * (r[0] * ax + r[2] * az - (x / z) * aDepth)) / z;
    out[4 * i + 1] = (fx * (r[0] * bx + r[1] * by + r[2] * bz - (x / z) * bDepth)) / z;
    out[4 * i + 2] = (fy * (r[3] * ax + r[5] * az - (y / z) * aDepth)) / z;
    out[4 * i + 3] = (fy * (r[3] * bx + r[4] * by + r[5] * bz - (y / z) * bDepth)) / z;
  }
}
