import { WHOLE_MODEL } from '../asm/variant.ts';
import type { Capture } from '../capture/load-capture.ts';
import type { NetworkPool } from '../capture/network-processes/network-pool.ts';
import { createJawRig } from '../head/anatomy/jaw.ts';
import { SLIT_NAMES } from '../head/anatomy/slits.ts';
import type { HeadModel } from '../head/head-model.ts';
import { type JawedPoints, jawedPoints } from '../head/shape/jawed-points.ts';
import type { Kernels } from '../kernels/kernel.ts';
import { mendCameras } from './cameras/mend-cameras.ts';
import type { MorphableFit, Refits } from './cameras/morphable-fit.ts';
import type { Evidence } from './evidence/evidence.ts';
import { gatherEvidence, workingCameras } from './evidence/gather-evidence.ts';
import { lipPartings } from './evidence/landmarks/lip-partings.ts';
import { type FitInput, observeCapture } from './evidence/observe-capture.ts';
import { greyViews } from './evidence/pixels/feature-images.ts';
import { faceSamples } from './evidence/pixels/surface-samples.ts';
import type { FittedHead } from './finish/fitted-head.ts';
import type { PreparedFit } from './finish/prepared-fit.ts';
import { FIRST_MESHES } from './first-mesh/first-head.ts';
import type { InitialHead } from './first-mesh/initial-head.ts';
import { checkFitOptions, type FitOptions } from './options/fit-options.ts';
import { type Preset, presetFor } from './options/presets.ts';
import type { FitProgress } from './progress/fit-progress.ts';
import { createFitRecord, type FitRecord } from './progress/fit-record.ts';
import { refineFit } from './refine-fit.ts';
import type { MorphableProblem } from './stages/morphable-stage.ts';
import { fitPixelStages } from './stages/pixel-stages.ts';
import { tellingGrey } from './telling-grey.ts';
import { stateLayout } from './unknowns/head-state.ts';
import { posedShape, sharedJaw } from './unknowns/jaw-pose.ts';
import { lipsParted } from './unknowns/view-expressions.ts';

/** How a fit is run. */
export interface FitRun {
  readonly options: FitOptions;
  readonly progress: FitProgress;
  /** Processes for the networks that are there already. */
  readonly pool?: NetworkPool;
}

/**
 * Fits a head to a capture: landmarks, first mesh, pixels by damped least squares on the morphable head, then
 * the adaptive skinning model by descent on everything.
 * @throws {AsmFitError} usage: an option is none; no_face; input: no head explains the views; diverged
 */
export async function fitCapture(
  kernels: Kernels,
  capture: Capture,
  head: HeadModel,
  run: FitRun,
): Promise<FittedHead> {
  const { options, progress } = run;
  checkFitOptions(options);
  const input = await observeCapture(kernels, capture, head, { ...options, progress, pool: run.pool });
  const mark = kernels.memory.mark();
  const prepared = await prepareFit(kernels, input, run);
  return refineFit(kernels, await confirmCameras(kernels, prepared, mark, progress), WHOLE_MODEL, progress);
}

/** First mesh, crops around it, pixels on the morphable head. What it leaves in kernel memory the next stages need. */
export async function prepareFit(
  kernels: Kernels,
  input: FitInput,
  { options, progress }: FitRun,
): Promise<PreparedFit> {
  const preset = presetFor(options, input.views.length);
  const record = createFitRecord(progress, { losses: [], stages: input.stages });
  const { space } = input;
  const first = await fitFirst(kernels, input, { options, preset, record });
  const parted = lipPartings(input.photoLandmarks).some(lipsParted);
  const apartFrom = SLIT_NAMES.filter((name) => name !== 'mouth' || !parted);
  const choice = { count: preset.sampleCount, seed: options.seed, apartFrom };
  const samples = jawedPoints(space, faceSamples(space, choice));
  const fit = await fitPixels(kernels, input, first, { preset, record, samples });
  return { ...fit, options, preset, record };
}

/** A fit whose cameras the pixels confirm. @param mark of kernel memory, before what the fit has left there */
async function confirmCameras(
  kernels: Kernels,
  prepared: PreparedFit,
  mark: number,
  progress: FitProgress,
): Promise<PreparedFit> {
  const { options, preset } = prepared;
  const record = createFitRecord(progress, prepared.record);
  // The columns of all spaces of a fit are the same.
  const run = { options, preset, record, samples: prepared.evidence.points.samples };
  const fromHead: Refits['fromHead'] = (input, first) => {
    kernels.memory.release(mark);
    return fitPixels(kernels, input, first, run);
  };
  const mended = await mendCameras(kernels, prepared, {
    fromHead,
    fromLandmarks: async (input) => {
      kernels.memory.release(mark);
      return fromHead(input, await fitFirst(kernels, input, run));
    },
    time: (work) => record.time('cameras', work),
  });
  return { ...mended, options, preset, record };
}

type FirstSetting = Pick<PreparedFit, 'options' | 'preset'> & { readonly record: FitRecord };

function fitFirst(kernels: Kernels, input: FitInput, { options, preset, record }: FirstSetting): Promise<InitialHead> {
  const { landmarks } = preset.first;
  return record.run(landmarks, () =>
    FIRST_MESHES[options.init](kernels, input, {
      preset,
      onStep: (step, loss) => record.step(landmarks.name, step, { total: loss, landmark: loss }),
    }),
  );
}

interface PixelSetting {
  readonly preset: Preset;
  readonly record: FitRecord;
  /** Where photographs are compared. */
  readonly samples: JawedPoints;
}

async function fitPixels(
  kernels: Kernels,
  input: FitInput,
  first: InitialHead,
  { preset, record, samples }: PixelSetting,
): Promise<MorphableFit> {
  const { space } = first;
  const jaw = createJawRig(input.head);
  const initialPositions = posedShape(space, jaw, first.own.coefficients, sharedJaw(first.own.jaws));
  const { evidence, cameras } = await record.time('crop', async () => {
    const gathered = gatherEvidence(
      kernels,
      input,
      { space, cameras: first.cameras, positions: initialPositions },
      samples,
    );
    const { views } = gathered;
    const placed = { cameras: workingCameras(first.cameras, views), positions: initialPositions };
    const greyKind = tellingGrey(kernels, space.head, views, placed);
    const greys = greyViews(kernels.memory, views, greyKind);
    return { evidence: { ...gathered, greys, greyKind }, cameras: placed.cameras };
  });
  const start = { ...first, cameras };
  const state = await record.run({ name: 'photometric', steps: stepsOf(preset.pixels) }, () =>
    fitPixelStages(kernels, onPixels(first, evidence, preset), start, {
      stages: preset.pixels,
      onStep: (step, loss) => record.step('photometric', step, { total: loss }),
    }),
  );
  return { input, first, initialPositions, evidence, state };
}

function onPixels({ space, expectedJaws }: InitialHead, evidence: Evidence, preset: Preset): MorphableProblem {
  const { rig, expressions, workingLandmarks, workingFocals, bias, points } = evidence;
  const { noise, priors, minCosine } = preset;
  return {
    layout: stateLayout(space, rig, expressions),
    priors: { ...priors, jaws: expectedJaws, focals: workingFocals },
    landmarks: { landmarks: workingLandmarks, bias, noise },
    points,
    pixels: { ...evidence, samples: points.samples, minCosine },
  };
}

function stepsOf(stages: readonly { readonly steps: number }[]): number {
  return stages.reduce((sum, { steps }) => sum + steps, 0);
}
