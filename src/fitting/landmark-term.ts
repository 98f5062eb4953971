import { type Camera, headPoseDegrees } from '../geometry/camera.ts';
import { pixelsPerMm, type RigLayout, rigColumns, rigJacobian } from '../geometry/rig.ts';
import type { LandmarkBias } from '../head/landmark-bias.ts';
import type { Observation } from './camera-start.ts';
import { addPoint, createPointRow, type NormalEquations, type PointRow } from './normal-equations.ts';
import { unbiasLandmarks } from './unbias-landmarks.ts';

/**
 * What a landmark is worth, mm at the head: 5 mm in frontal views and more as the head turns, as the detector's
 * errors grow. What is left of them without their bias is 2 mm, but low in rank and alike in all views of a
 * person, so that 468 points weigh like a few dozen.
 */
const SIGMA_MM = 5;
/** Points further off than this many sigmas hardly pull. */
const KAPPA = 3;
const ERROR_BY_YAW: readonly (readonly [number, number])[] = [
  [0, 2],
  [30, 2.5],
  [45, 3.3],
  [60, 4.2],
  [75, 6],
  [90, 20],
];

/** Standard deviation of a landmark in mm for a head turned by `yaw` degrees. */
export function landmarkSigmaMm(yaw: number): number {
  const angle = Math.min(90, Math.abs(yaw));
  const i = ERROR_BY_YAW.findIndex(([limit]) => angle <= limit);
  if (i <= 0) return SIGMA_MM;
  const [[a, ea], [b, eb]] = [ERROR_BY_YAW[i - 1], ERROR_BY_YAW[i]];
  return (SIGMA_MM * (ea + ((angle - a) / (b - a)) * (eb - ea))) / ERROR_BY_YAW[0][1];
}

/** One view's landmarks as a residual source: pixels, confidences, and the sigma that follows from the pose. */
export interface LandmarkView {
  readonly observation: Observation;
  readonly sigmaPixels: number;
}

function landmarkView(observation: Observation, camera: Camera, bias: LandmarkBias | null): LandmarkView {
  const { yaw } = headPoseDegrees(camera.rotation);
  const unbiased = bias === null ? observation : unbiasLandmarks(observation, camera, bias);
  return { observation: unbiased, sigmaPixels: landmarkSigmaMm(yaw) * pixelsPerMm(camera) };
}

/** {@link landmarkView} of every view that has landmarks, null for the others. */
export function landmarkViews(
  observations: readonly (Observation | null)[],
  cameras: readonly Camera[],
  bias: LandmarkBias | null,
): (LandmarkView | null)[] {
  return observations.map((observation, v) =>
    observation === null ? null : landmarkView(observation, cameras[v], bias),
  );
}

/**
 * Robust landmark loss (Geman-McClure, kappa = 3 sigma) and its gradients:
 *   L = sum conf kappa^2 e^2/(kappa^2 + e^2)/(2 sigma^2),  e = |p - q|,
 *   p_bar = conf kappa^4/(kappa^2 + e^2)^2 (p - q)/sigma^2
 * @param projected [L, 3] pixels and depth
 * @param gradPixelsOut [L, 2] accumulated into
 */
export function landmarkLoss(view: LandmarkView, projected: ArrayLike<number>, gradPixelsOut: Float64Array): number {
  const { points, confidence } = view.observation;
  const sigma2 = view.sigmaPixels ** 2;
  const kappa2 = KAPPA ** 2 * sigma2;
  let loss = 0;
  for (let l = 0; l < confidence.length; l++) {
    const dx = projected[3 * l] - points[2 * l];
    const dy = projected[3 * l + 1] - points[2 * l + 1];
    const e2 = dx * dx + dy * dy;
    const c = confidence[l];
    loss += (c * kappa2 * e2) / (kappa2 + e2) / (2 * sigma2);
    const g = (c * (kappa2 / (kappa2 + e2)) ** 2) / sigma2;
    gradPixelsOut[2 * l] += g * dx;
    gradPixelsOut[2 * l + 1] += g * dy;
  }
  return loss;
}

/**
 * Adds the landmarks of all views to the normal equations (IRLS weights of {@link landmarkLoss}).
 * @param points head-space landmark positions as each view shows them [views][L, 3]
 * @param basis [L, 3, P]
 * @param groups expression deviation of each view, -1 for none
 * @param factor weight of the whole term
 * @returns the loss times factor
 */
export function addLandmarks(
  equations: NormalEquations,
  layout: RigLayout,
  cameras: readonly Camera[],
  views: readonly (LandmarkView | null)[],
  points: readonly ArrayLike<number>[],
  basis: Float64Array,
  groups: ArrayLike<number>,
  factor: number,
): number {
  const rows: PointRow[] = Array.from({ length: 2 * cameras.length }, createPointRow);
  const columns = cameras.map((_, v) => rigColumns(layout, v));
  let loss = 0;
  for (let l = 0; l < points[0].length / 3; l++) {
    let count = 0;
    cameras.forEach((camera, v) => {
      const view = views[v];
      if (view === null || view.observation.confidence[l] === 0) return;
      const point: [number, number, number] = [points[v][3 * l], points[v][3 * l + 1], points[v][3 * l + 2]];
      rows[count].group = groups[v];
      rows[count + 1].group = groups[v];
      loss += factor * addLandmarkRows(rows, count, layout, camera, columns[v], view, l, point, factor);
      count += 2;
    });
    addPoint(equations, basis, l, rows, count, 'plain');
  }
  return loss;
}

function addLandmarkRows(
  rows: readonly PointRow[],
  at: number,
  layout: RigLayout,
  camera: Camera,
  columns: Int32Array,
  view: LandmarkView,
  l: number,
  point: readonly [number, number, number],
  factor: number,
): number {
  const { rotation: r, translation: t, fx, fy, cx, cy } = camera;
  const x = r[0] * point[0] + r[1] * point[1] + r[2] * point[2] + t[0];
  const y = r[3] * point[0] + r[4] * point[1] + r[5] * point[2] + t[1];
  const z = r[6] * point[0] + r[7] * point[1] + r[8] * point[2] + t[2];
  const dx = (fx * x) / z + cx - view.observation.points[2 * l];
  const dy = (fy * y) / z + cy - view.observation.points[2 * l + 1];
  const sigma2 = view.sigmaPixels ** 2;
  const kappa2 = KAPPA ** 2 * sigma2;
  const e2 = dx * dx + dy * dy;
  const confidence = view.observation.confidence[l];
  const weight = (factor * confidence * (kappa2 / (kappa2 + e2)) ** 2) / sigma2;
  const gradients = [
    { u: [fx / z, 0, (-fx * x) / (z * z)] as const, focal: (fx * x) / z, residual: dx },
    { u: [0, fy / z, (-fy * y) / (z * z)] as const, focal: (fy * y) / z, residual: dy },
  ];
  gradients.forEach(({ u, focal, residual }, k) => {
    const row = rows[at + k];
    row.columns.set(columns);
    for (let a = 0; a < 3; a++) row.position[a] = r[a] * u[0] + r[3 + a] * u[1] + r[6 + a] * u[2];
    const h: [number, number, number] = [row.position[0], row.position[1], row.position[2]];
    rigJacobian(layout, camera, point, u, h, focal, row.rig);
    row.weight = weight;
    row.residual = residual;
  });
  return (confidence * kappa2 * e2) / (kappa2 + e2) / (2 * sigma2);
}
