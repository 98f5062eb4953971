import { type Camera, headPoseDegrees, pixelsPerMm, project } from '../../geometry/camera.ts';
import { atYaw, type LandmarkBias } from '../evidence/landmarks/landmark-bias.ts';
import { landmarkSigmaMm } from '../evidence/landmarks/landmark-noise.ts';
import type { Observation } from '../evidence/landmarks/observation.ts';
import { pointShares } from '../evidence/landmarks/point-deviations.ts';
import { unbiasLandmarks } from '../evidence/landmarks/unbias-landmarks.ts';
import { gemanMcClure } from '../solvers/robust-kernel.ts';
import { slopeWriter } from './residual-rows.ts';
import type { RowTerm, TermDefinition, TermStage } from './term.ts';

/** Landmarks where the detector, or a person, saw them. Sigmas and the detector's bias follow poses, and are held. */
export const LANDMARK: TermDefinition = {
  name: 'landmark',
  reported: 'landmark',
  on: 'landmarks',
  rowsPerView: 2,
  open: (stage, factor) => ({
    hold: ({ cameras }) => {
      const views = landmarkViews(stage, cameras);
      return { rows: () => landmarkTerm(views, stage.noise.kappa, factor) };
    },
  }),
};

/** One view's landmarks at a pose: without the bias that the detector has there, and what they are worth. */
export interface LandmarkView {
  readonly observation: Observation;
  readonly sigmaPixels: number;
}

/** {@link LandmarkView} of every view that has landmarks, null for the others. */
export function landmarkViews(
  { landmarks, bias, noise }: Pick<TermStage, 'landmarks' | 'bias' | 'noise'>,
  cameras: readonly Camera[],
): (LandmarkView | null)[] {
  return landmarks.map((observation, v) => {
    if (observation === null) return null;
    const camera = cameras[v];
    const { yaw } = headPoseDegrees(camera.rotation);
    return {
      observation: bias === null ? observation : shared(unbiasLandmarks(observation, camera, bias), bias, yaw),
      sigmaPixels: landmarkSigmaMm(noise, yaw) * pixelsPerMm(camera),
    };
  });
}

/** Points that stray farther than most at this yaw count less. */
function shared(observation: Observation, { deviations }: LandmarkBias, yaw: number): Observation {
  if (deviations === null) return observation;
  const shares = pointShares(atYaw(deviations.yaws, deviations.deviations, yaw));
  return { ...observation, confidence: observation.confidence.map((c, l) => (l < shares.length ? shares[l] * c : c)) };
}

/**
 * Landmarks, two rows a view: r = project(X) - q in pixels, Geman and McClure beyond kappa sigmas.
 */
export function landmarkTerm(views: readonly (LandmarkView | null)[], kappa: number, factor: number): RowTerm {
  return {
    rowsPerView: 2,
    kernel: gemanMcClure(kappa),
    precisions: views.map((view) => (view === null ? 0 : 1 / view.sigmaPixels ** 2)),
    mean: 'kept',
    factor,
    write({ rig, cameras, points }, rows) {
      const writeSlope = slopeWriter(rig, rows);
      cameras.forEach((camera, v) => {
        const view = views[v];
        if (view === null) return;
        const { observation } = view;
        const pixels = project(camera, points[v]);
        for (let l = 0; l < rows.count; l++) {
          const confidence = observation.confidence[l];
          if (confidence === 0) continue;
          const row = 2 * (l * cameras.length + v);
          for (let axis = 0; axis < 2; axis++) {
            rows.weights[row + axis] = confidence;
            rows.residuals[row + axis] = pixels[3 * l + axis] - observation.points[2 * l + axis];
            writeSlope(row + axis, camera, points[v], l, 1 - axis, axis);
          }
        }
      });
    },
  };
}
