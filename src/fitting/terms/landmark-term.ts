import { type Camera, headPoseDegrees, pixelsPerMm, project } from '../../geometry/camera.ts';
import type { RealArray } from '../../kernels/kernel.ts';
import type { LandmarkBias } from '../evidence/landmark-bias.ts';
import { unbiasLandmarks } from '../evidence/unbias-landmarks.ts';
import type { Observation } from '../first-mesh/camera-start.ts';
import type { RigLayout } from '../unknowns/rig.ts';
import { type ResidualRows, slopeWriter, withoutMeans } from './residual-rows.ts';

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
export function landmarkLoss(view: LandmarkView, projected: ArrayLike<number>, gradPixelsOut: RealArray): number {
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
 * Residual rows of the landmarks of all views, two a view (IRLS weights of {@link landmarkLoss}).
 * @param points head-space landmark positions as each view shows them [views][L, 3]
 * @param factor weight of the whole term
 * @returns the loss times factor
 */
export function landmarkRows(
  layout: RigLayout,
  cameras: readonly Camera[],
  views: readonly (LandmarkView | null)[],
  points: readonly RealArray[],
  factor: number,
  rows: ResidualRows,
): number {
  rows.weights.fill(0);
  const writeSlope = slopeWriter(layout, rows);
  let loss = 0;
  cameras.forEach((camera, v) => {
    const view = views[v];
    if (view === null) return;
    const { observation, sigmaPixels } = view;
    const sigma2 = sigmaPixels ** 2;
    const kappa2 = KAPPA ** 2 * sigma2;
    const pixels = project(camera, points[v]);
    for (let l = 0; l < rows.count; l++) {
      const confidence = observation.confidence[l];
      if (confidence === 0) continue;
      const offset = [0, 1].map((axis) => pixels[3 * l + axis] - observation.points[2 * l + axis]);
      const e2 = offset[0] * offset[0] + offset[1] * offset[1];
      loss += (factor * confidence * kappa2 * e2) / (kappa2 + e2) / (2 * sigma2);
      const row = 2 * (l * cameras.length + v);
      for (let axis = 0; axis < 2; axis++) {
        rows.weights[row + axis] = (factor * confidence * (kappa2 / (kappa2 + e2)) ** 2) / sigma2;
        rows.residuals[row + axis] = offset[axis];
        writeSlope(row + axis, camera, points[v], l, 1 - axis, axis);
      }
    }
  });
  withoutMeans(rows);
  return loss;
}
