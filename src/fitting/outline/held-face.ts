import { type Camera, cameraCentre, project } from '../../geometry/camera.ts';
import { vertexNormals } from '../../geometry/mesh/mesh.ts';
import { addSparseRow, type NormalEquations } from '../solvers/normal-equations.ts';
import { pictureSlope } from './picture-slope.ts';

/** Places of a fitted face and where a view shows them. */
export interface HeldFace {
  /** [N, 3] mm */
  readonly points: Float64Array;
  /** [N, 3] pixels and depth */
  readonly pixels: Float64Array;
}

/** What it costs a camera to show the face elsewhere. */
export interface HeldFaceCost {
  /** What the face counts as in each view. */
  readonly points: number;
  readonly sigmaMm: number;
}

/** A camera and the columns of its turn, shift and log f in the equations, -1 for none. */
export interface UnknownCamera {
  readonly camera: Camera;
  readonly columns: Int32Array;
}

/** So many places tell where a face is. */
const PLACES = 200;
/** A view sees a place at no smaller cosine. */
const MIN_COSINE = 0.35;

/** A skin as one view shows it, and where it is free [V]. */
export interface FaceInView {
  readonly camera: Camera;
  /** [>= V, 3] mm */
  readonly positions: ArrayLike<number>;
  readonly freedom: Float64Array;
  /** [T, 3] */
  readonly triangles: Uint32Array;
}

/** Places of the held part of a skin that turn to a view. */
export function heldFace({ camera, positions, freedom, triangles }: FaceInView): HeldFace {
  const skin = Float64Array.from({ length: 3 * freedom.length }, (_, i) => positions[i]);
  const { normals } = vertexNormals(skin, triangles);
  const centre = cameraCentre(camera);
  const seen = Array.from(freedom.keys()).filter((v) => {
    if (freedom[v] > 0) return false;
    const ray = centre.map((c, k) => c - skin[3 * v + k]);
    return ray.reduce((sum, x, k) => sum + x * normals[3 * v + k], 0) > MIN_COSINE * Math.hypot(...ray);
  });
  const stride = Math.ceil(seen.length / PLACES);
  const points = Float64Array.from(
    seen.filter((_, i) => i % stride === 0).flatMap((v) => [...skin.subarray(3 * v, 3 * v + 3)]),
  );
  return { points, pixels: project(camera, points) };
}

/**
 * A face that a moved camera must go on showing where it was, in the camera's unknowns:
 *   L = (points/N) sum_i |pi(X_i) - p_i|^2 (z_i/f)^2/(2 sigma^2)
 * z/f held. Coming nearer while the focal length shrinks hardly moves a face, which is flat beside its distance; what lies behind
 * it, outlines see move.
 * @param equations added to
 * @returns the loss
 */
export function addHeldFace(
  { points, pixels }: HeldFace,
  { camera, columns }: UnknownCamera,
  cost: HeldFaceCost,
  equations: NormalEquations,
): number {
  const count = points.length / 3;
  const weight = cost.points / (Math.max(1, count) * cost.sigmaMm ** 2);
  const shown = project(camera, points);
  let loss = 0;
  for (let i = 0; i < count; i++) {
    const [x, y, z] = shown.subarray(3 * i, 3 * i + 3);
    for (const [normal, off] of [
      [[1, 0], x - pixels[3 * i]],
      [[0, 1], y - pixels[3 * i + 1]],
    ] as const) {
      const residual = (off * z) / camera.fx;
      loss += (weight * residual * residual) / 2;
      addSparseRow(equations, { columns, values: pictureSlope(camera, { x, y, z }, normal).camera }, residual, weight);
    }
  }
  return loss;
}
