import type { AdaptiveSkinningModel } from '../../asm/adaptive-skinning-model.ts';
import { fromWorkingCamera, type WorkingView } from '../../capture/working-view.ts';
import type { Camera } from '../../geometry/camera.ts';
import { type EyeballShift, type EyesGaze, NO_SHIFT } from '../../head/anatomy/eyes/eyeballs.ts';
import { LIDS_AS_THEY_ARE, type LidAngles } from '../../head/anatomy/eyes/turn-lids.ts';
import { createJawRig, type HungSkin, JAW_POSE } from '../../head/anatomy/jaw.ts';
import type { SlitName } from '../../head/anatomy/slits.ts';
import type { HeadModel } from '../../head/head-model.ts';
import { jawPivot } from '../../head/shape/jawed-points.ts';
import { expressionStart, type ShapeSpace } from '../../head/shape/shape-space.ts';
import type { DetailFit } from '../detail/fit-detail.ts';
import type { LandmarkBias } from '../evidence/landmarks/landmark-bias.ts';
import type { Observation } from '../evidence/landmarks/observation.ts';
import type { ObservedCapture } from '../evidence/observe-views.ts';
import type { Preset } from '../options/presets.ts';
import type { LossRecord } from '../progress/fit-progress.ts';
import type { FitRecord } from '../progress/fit-record.ts';
import type { StageTime } from '../progress/stage-clock.ts';
import type { AsmFitResult } from '../stages/bone-stage.ts';
import { sharedJaw } from '../unknowns/jaw-pose.ts';
import type { ViewExpressions } from '../unknowns/view-expressions.ts';
import { checkFit } from './check-fit.ts';
import { findEyes } from './eyes/find-eyes.ts';
import { layCorners } from './eyes/lay-corners.ts';
import { layLids } from './eyes/lay-lids.ts';
import { withSeatedEyes } from './eyes/seated-gaze.ts';
import { finishHead } from './finish-head.ts';
import { layLips } from './lips/lay-lips.ts';
import { metricSize } from './metric-size.ts';
import { type NeutralHead, neutralHead } from './neutral-head.ts';
import { sizeWarnings } from './odd-views.ts';
import type { PreparedFit } from './prepared-fit.ts';
import { shutSlits } from './shut-in-views.ts';

export interface FittedHead {
  readonly head: HeadModel;
  /** All that shaped the fit. */
  readonly preset: Preset;
  readonly space: ShapeSpace;
  readonly observed: ObservedCapture;
  /** Of the used views; their pictures outlive the kernels of the fit. */
  readonly working: readonly WorkingView[];
  /** Of the used views over the joint list of landmarks, photograph pixels. */
  readonly photoLandmarks: readonly (Observation | null)[];
  /** Cameras in head space, photograph pixels, of the used views. */
  readonly cameras: readonly Camera[];
  /** First mesh [V, 3] mm and its coefficients. */
  readonly initial: { readonly positions: Float64Array; readonly coefficients: Float64Array; readonly method: string };
  /** Final mesh [V, 3] mm, all parts, with the jaw that the views share, and with the jaw at rest. */
  readonly positions: Float64Array;
  readonly atRest: Float64Array;
  /** The person's face without the expression and the jaw that the views share. */
  readonly neutral: NeutralHead;
  readonly coefficients: Float64Array;
  /** How the expressions of the used views differ. */
  readonly expressions: ViewExpressions;
  /** [G, E] */
  readonly deviations: Float64Array;
  /** What hangs on the jaw; its joint in mm of the final mesh. */
  readonly hung: HungSkin;
  /** Poses of the views' jaws [max(1, G), JAW_POSE], radians and mm of the final mesh. */
  readonly jaws: Float64Array;
  readonly asm: { readonly model: AdaptiveSkinningModel; readonly result: AsmFitResult };
  /** Displacement of the skin along its normals that is in `positions` [skin vertices], mm; null where none was asked for. */
  readonly detail: Float64Array | null;
  readonly losses: readonly LossRecord[];
  readonly stages: readonly StageTime[];
  readonly warnings: readonly string[];
  readonly bias: LandmarkBias | null;
  /** mm per head unit that were applied because the rig is metric. */
  readonly size: number;
  /** Slits that the photographs show shut at the moment of each used view. */
  readonly shut: readonly (readonly SlitName[])[];
  /** How points along the lips move at the moment of each used view [points, 3] mm; null: not. */
  readonly lips: readonly (Float64Array | null)[];
  /** How the lids stand at the moment of each used view. */
  readonly lids: readonly LidAngles[];
  /** Where the eyes look in each used view by its photograph; null where it shows none. */
  readonly readGazes: readonly (EyesGaze | null)[];
  /** How the head's own eyeballs are turned for it. */
  readonly gazes: readonly (EyesGaze | null)[];
  /** Of the irises, radians from the eyeballs' centres. */
  readonly irisRadius: number;
  /** From where the lids would have the eyeballs, as `atRest` has them, towards where the photographs show them, as all else has them. */
  readonly eyeballShift: EyeballShift;
}

/** What the last stages left. */
export interface RefinedFit {
  readonly model: AdaptiveSkinningModel;
  readonly result: AsmFitResult;
  /** All parts as the morphable head had them [V, 3]. */
  readonly captured: Float64Array;
  /** The skin at the end [skin vertices, 3] mm. */
  readonly skin: ArrayLike<number>;
  readonly detail: DetailFit | null;
  readonly record: Pick<FitRecord, 'losses' | 'stages'>;
}

/**
 * The whole head in the photographs' cameras, in the rig's size where that is metric, and whether it lies on its landmarks.
 * @throws {AsmFitError} diverged: it lies on those of no view
 */
export function fittedHead(
  { input, options, preset, first, initialPositions, evidence, state }: PreparedFit,
  { model, result, captured, skin, detail, record }: RefinedFit,
): FittedHead {
  const { capture, head, views, points, bias, observed, photoLandmarks } = input;
  const { workingLandmarks, expressions } = evidence;
  const working = evidence.views.map(ownPicture);
  const shut = shutSlits(result.cameras, workingLandmarks, expressions);
  const { space } = first;
  const rig = createJawRig(head);
  const hung = { weights: rig.weights, pivot: jawPivot(space, rig.joint, state.coefficients) };
  const { jaws } = result;
  const jaw = { hung, pose: sharedJaw(jaws) };
  const posed = finishHead(head, { before: captured, skin, gaps: points.gaps, shut: shut.shared }, jaw);
  const { coefficients, deviations } = state;
  const found = { space, coefficients, expressions, deviations };
  const neutral = neutralHead({ ...found, head, hung, before: captured, skin, gaps: points.gaps });
  const cameras = result.cameras.map((camera, v) => fromWorkingCamera(camera, working[v], views[v].image));
  const size = metricSize(capture, views, cameras);
  const scale = (positions: Float64Array): Float64Array => positions.map((x) => x * size);
  const ahead = {
    head,
    preset,
    observed,
    working,
    photoLandmarks,
    cameras: cameras.map((camera) => ({ ...camera, translation: scale(camera.translation) })),
    initial: { positions: scale(initialPositions), coefficients: first.own.coefficients, method: first.method },
    positions: scale(posed.positions),
    atRest: scale(posed.atRest),
    neutral: { ...neutral, positions: scale(neutral.positions) },
    ...found,
    hung: { ...hung, pivot: scale(hung.pivot) },
    jaws: jaws.map((x, i) => (i % JAW_POSE < 3 ? x : x * size)),
    asm: { model, result },
    detail: detail === null ? null : scale(detail.displacement),
    losses: record.losses,
    stages: record.stages,
    bias,
    size,
    shut: shut.ofViews,
    lips: views.map(() => null),
    lids: views.map(() => LIDS_AS_THEY_ARE),
    gazes: views.map(() => null),
    eyeballShift: NO_SHIFT,
  };
  const cornered = { ...ahead, ...layCorners(ahead) };
  const lidded = { ...cornered, ...layLids(cornered) };
  const lipped = { ...lidded, ...layLips(lidded) };
  const fitted = withSeatedEyes({ ...lipped, ...findEyes(lipped) });
  const none =
    options.detail && preset.detail === null ? ['detail: residuals need two photographs or more; there are none'] : [];
  return {
    ...fitted,
    warnings: [
      ...capture.warnings,
      ...observed.warnings,
      ...none,
      ...checkFit(fitted),
      ...sizeWarnings(fitted.cameras),
    ],
  };
}

/** A view whose picture lies in kernel memory, with one that outlives it. */
function ownPicture(view: WorkingView): WorkingView {
  return { ...view, image: { ...view.image, data: view.image.data.slice() } };
}

/** The shared expression: its columns of the coefficients. */
export function expressionCoefficients(space: ShapeSpace, coefficients: Float64Array): Float64Array {
  return coefficients.subarray(expressionStart(space));
}
