import { Matrix, SingularValueDecomposition, solve } from 'ml-matrix';
import { type Camera, centredLens } from '../../../geometry/camera.ts';
import { determinant3 } from '../../../geometry/rotation.ts';
import { alignSimilarity } from '../../../geometry/similarity.ts';
import { camerasInHeadSpace } from '../../unknowns/rig.ts';
import type { Observation } from './observation.ts';

/** A picture whose principal point is its middle. */
export interface PinholeImage {
  /** pixels */
  readonly focal: number;
  readonly width: number;
  readonly height: number;
}

/**
 * Pose from orthography and scaling (DeMenthon and Davis 1995, its first step): a weighted affine fit
 * of pixels to model points, rows made orthonormal, depth from their length.
 * @param model [L, 3] head space
 */
export function poseFromScaledOrthography(
  model: ArrayLike<number>,
  observation: Observation,
  { focal, width, height }: PinholeImage,
): Camera {
  const n = observation.confidence.length;
  const normal = Matrix.zeros(4, 4);
  const rhs = Matrix.zeros(4, 2);
  for (let l = 0; l < n; l++) {
    const w = observation.confidence[l];
    const row = [model[3 * l], model[3 * l + 1], model[3 * l + 2], 1];
    for (let i = 0; i < 4; i++) {
      for (let j = 0; j < 4; j++) normal.set(i, j, normal.get(i, j) + w * row[i] * row[j]);
      for (let k = 0; k < 2; k++) rhs.set(i, k, rhs.get(i, k) + w * row[i] * observation.points[2 * l + k]);
    }
  }
  for (let i = 0; i < 4; i++) normal.set(i, i, normal.get(i, i) + 1e-9 * n);
  const affine = solve(normal, rhs);
  const a = [affine.get(0, 0), affine.get(1, 0), affine.get(2, 0)];
  const b = [affine.get(0, 1), affine.get(1, 1), affine.get(2, 1)];
  const scale = (Math.hypot(...a) + Math.hypot(...b)) / 2;
  const c = [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]].map((x) => x / scale);
  const svd = new SingularValueDecomposition(new Matrix([a, b, c]));
  let rotation = svd.leftSingularVectors.mmul(svd.rightSingularVectors.transpose()).to1DArray();
  if (determinant3(rotation) < 0) rotation = rotation.map((x, i) => (i < 6 ? x : -x));
  const z = focal / scale;
  return {
    ...centredLens({ width, height }, focal),
    rotation: Float64Array.from(rotation),
    translation: Float64Array.of(
      ((affine.get(3, 0) - width / 2) * z) / focal,
      ((affine.get(3, 1) - height / 2) * z) / focal,
      z,
    ),
  };
}

/**
 * Places the head between given cameras: triangulates each landmark from all views that see it, then
 * aligns the model's points. With one usable view the scaled-orthographic pose in that view is taken.
 * @param observations one a camera, null where a view has none
 * @returns the cameras in head space
 */
export function placeHeadInRig(
  cameras: readonly Camera[],
  observations: readonly (Observation | null)[],
  model: ArrayLike<number>,
  freeScale: boolean,
): Camera[] {
  const used = observations.flatMap((observation, v) => (observation === null ? [] : [v]));
  if (used.length === 1) {
    const [v] = used;
    const pose = poseFromScaledOrthography(model, shifted(observations[v] as Observation, cameras[v]), {
      focal: cameras[v].fx,
      width: 0,
      height: 0,
    });
    // x = R_h X + t_h in the camera; in the world x_world = R^T (x - t).
    const r = cameras[v].rotation;
    const t = cameras[v].translation;
    const d = [0, 1, 2].map((k) => pose.translation[k] - t[k]);
    const rotation = new Float64Array(9);
    for (let i = 0; i < 3; i++)
      for (let j = 0; j < 3; j++)
        for (let k = 0; k < 3; k++) rotation[3 * i + j] += r[3 * k + i] * pose.rotation[3 * k + j];
    const translation = Float64Array.from([0, 1, 2], (i) => r[i] * d[0] + r[3 + i] * d[1] + r[6 + i] * d[2]);
    return camerasInHeadSpace(cameras, { scale: 1, rotation, translation });
  }
  const count = model.length / 3;
  const points: number[] = [];
  const modelPoints: number[] = [];
  const weights: number[] = [];
  for (let l = 0; l < count; l++) {
    const found = triangulate(cameras, observations, used, l);
    if (found === null) continue;
    points.push(...found.point);
    modelPoints.push(model[3 * l], model[3 * l + 1], model[3 * l + 2]);
    weights.push(found.weight);
  }
  return camerasInHeadSpace(cameras, alignSimilarity(modelPoints, points, freeScale ? 'similarity' : 'rigid', weights));
}

/** Pixels relative to the principal point, for a pose solver that assumes it at (0, 0). */
function shifted(observation: Observation, camera: Camera): Observation {
  return {
    ...observation,
    points: observation.points.map((x, i) => (i % 2 === 0 ? x - camera.cx : ((x - camera.cy) * camera.fx) / camera.fy)),
  };
}

/** Linear triangulation: the point with the least weighted distance to the views' rays. */
function triangulate(
  cameras: readonly Camera[],
  observations: readonly (Observation | null)[],
  used: readonly number[],
  l: number,
): { point: number[]; weight: number } | null {
  const a = Matrix.zeros(3, 3);
  const b = Matrix.zeros(3, 1);
  let weight = 0;
  let seen = 0;
  for (const v of used) {
    const { points, confidence } = observations[v] as Observation;
    const w = confidence[l];
    if (w < 0.1) continue;
    const { rotation: r, translation: t, fx, fy, cx, cy } = cameras[v];
    const d = [(points[2 * l] - cx) / fx, (points[2 * l + 1] - cy) / fy, 1];
    const length = Math.hypot(...d);
    const ray = [0, 1, 2].map((i) => (r[i] * d[0] + r[3 + i] * d[1] + r[6 + i] * d[2]) / length);
    const centre = [0, 1, 2].map((i) => -(r[i] * t[0] + r[3 + i] * t[1] + r[6 + i] * t[2]));
    for (let i = 0; i < 3; i++)
      for (let j = 0; j < 3; j++) {
        const m = w * ((i === j ? 1 : 0) - ray[i] * ray[j]);
        a.set(i, j, a.get(i, j) + m);
        b.set(i, 0, b.get(i, 0) + m * centre[j]);
      }
    weight += w;
    seen++;
  }
  return seen < 2 ? null : { point: solve(a, b).to1DArray(), weight };
}
