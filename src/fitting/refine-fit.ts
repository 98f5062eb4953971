import { createAsm } from '../asm/adaptive-skinning-model.ts';
import type { AsmVariant } from '../asm/variant.ts';
import { NO_SHIFT } from '../head/anatomy/eyes/eyeballs.ts';
import { LIDS_AS_THEY_ARE } from '../head/anatomy/eyes/turn-lids.ts';
import { createJawRig } from '../head/anatomy/jaw.ts';
import { skinTriangles } from '../head/head-model.ts';
import { jawPivot } from '../head/shape/jawed-points.ts';
import { evaluateShape } from '../head/shape/shape-space.ts';
import type { Kernels } from '../kernels/kernel.ts';
import { type DetailFit, fitDetail } from './detail/fit-detail.ts';
import { comparedSkin } from './evidence/pixels/surface-samples.ts';
import { type FittedHead, fittedHead } from './finish/fitted-head.ts';
import type { PreparedFit } from './finish/prepared-fit.ts';
import { fitOutline, type OutlinedHead, outlineSteps } from './outline/fit-outline.ts';
import { correctedCameras } from './outline/outline-cameras.ts';
import type { FitProgress } from './progress/fit-progress.ts';
import { createFitRecord, type FitRecord } from './progress/fit-record.ts';
import { type AsmFitResult, type AsmFitState, type BoneProblem, fitBones, restState } from './stages/bone-stage.ts';
import { type ExpressiveHead, viewMeshes } from './unknowns/view-mesh.ts';

/** The adaptive skinning model's part of a fit before its first step. */
export interface OpenedBones {
  readonly problem: BoneProblem;
  readonly start: AsmFitState;
  /** All parts as the morphable head had them [V, 3]. */
  readonly captured: Float64Array;
}

/** The adaptive skinning model, or a variant of it, where `prepareFit` ended. */
export function openBones(
  { input, options, preset, first, evidence, state }: PreparedFit,
  { mixtures, freeze }: AsmVariant,
): OpenedBones {
  const { head } = input;
  const captured = evaluateShape(first.space, state.coefficients);
  const model = createAsm(head, captured, mixtures);
  const { noise, minCosine, priors } = preset;
  const { deviations } = state;
  const { expectedJaws } = first;
  const { optimizer } = options;
  const triangles = skinTriangles(head);
  const rig = createJawRig(head);
  const jaw = {
    weights: rig.weights.subarray(0, head.parts[0].vertexCount),
    pivot: jawPivot(first.space, rig.joint, state.coefficients),
  };
  const problem = {
    evidence,
    noise,
    minCosine,
    deviations,
    jaw,
    triangles,
    model,
    freeze,
    priors,
    optimizer,
    expectedJaws,
  };
  return { problem, start: restState(model, state, evidence.expressions.groupCount), captured };
}

/** A variant of the model after its descent. */
export interface FittedModel {
  readonly opened: OpenedBones;
  readonly result: AsmFitResult;
  /** With what `prepareFit` noted. */
  readonly record: Pick<FitRecord, 'losses' | 'stages'>;
}

/** The adaptive skinning model, or a variant of it, from where `prepareFit` ended; residuals of the skin; the whole head. */
export async function refineFit(
  kernels: Kernels,
  prepared: PreparedFit,
  variant: AsmVariant,
  progress: FitProgress,
): Promise<FittedHead> {
  return completeFit(kernels, prepared, await fitModel(kernels, prepared, variant, progress), progress);
}

/** The descent of {@link refineFit} alone: the same with residuals and without. */
export async function fitModel(
  kernels: Kernels,
  prepared: PreparedFit,
  variant: AsmVariant,
  progress: FitProgress,
): Promise<FittedModel> {
  const record = createFitRecord(progress, prepared.record);
  const opened = openBones(prepared, variant);
  const stages = prepared.preset.bones[prepared.first.method];
  const steps = stages.reduce((sum, { schedule }) => sum + schedule.steps, 0);
  const result = await record.run({ name: 'asm', steps }, () =>
    fitBones(kernels, opened.problem, opened.start, {
      stages,
      onStep: (stage, step, losses) => record.step(stage, step, losses),
    }),
  );
  return { opened, result, record };
}

/** What {@link refineFit} does after the descent: residuals where they are asked for, the outline, the whole head. */
export async function completeFit(
  kernels: Kernels,
  prepared: PreparedFit,
  { opened, result, record: before }: FittedModel,
  progress: FitProgress,
): Promise<FittedHead> {
  const { problem, captured } = opened;
  const record = createFitRecord(progress, before);
  const refined = { result, jaw: problem.jaw, captured, skin: result.forward.positions };
  const detail = await fitResiduals(kernels, prepared, refined, record);
  const skin = detail?.positions ?? refined.skin;
  const outlined = await fitSurroundings(kernels, prepared, { ...refined, skin }, record);
  const around = outlined ?? { skin, cameras: result.cameras };
  return fittedHead(prepared, {
    model: problem.model,
    result: { ...result, cameras: around.cameras },
    captured,
    skin: around.skin,
    detail,
    record,
  });
}

/** What the model's stages left, as views show it. */
interface RefinedSkin {
  readonly result: AsmFitResult;
  readonly jaw: BoneProblem['jaw'];
  /** All parts as the morphable head had them [V, 3]. */
  readonly captured: Float64Array;
  /** [skin vertices, 3] */
  readonly skin: ArrayLike<number>;
}

/** The head as each view shows it, before its size is known and eyes look anywhere. */
function shownHead(
  { first, evidence, state }: PreparedFit,
  { result, jaw, captured, skin }: RefinedSkin,
): ExpressiveHead {
  const atRest = captured.slice();
  atRest.set(skin);
  const { expressions, views } = evidence;
  return {
    ...state,
    space: first.space,
    expressions,
    asm: { result },
    atRest,
    hung: jaw,
    jaws: result.jaws,
    lips: views.map(() => null),
    lids: views.map(() => LIDS_AS_THEY_ARE),
    gazes: views.map(() => null),
    eyeballShift: NO_SHIFT,
    size: 1,
    shut: views.map(() => []),
  };
}

/** What the bones cannot hold; null where there is nothing to see of it. */
async function fitResiduals(
  kernels: Kernels,
  prepared: PreparedFit,
  refined: RefinedSkin,
  record: FitRecord,
): Promise<DetailFit | null> {
  const { input, preset, evidence } = prepared;
  const stage = preset.detail;
  if (stage === null) return null;
  const vertices = input.head.parts[0].vertexCount;
  const meshes = viewMeshes(shownHead(prepared, refined));
  const skin = {
    positions: Float64Array.from(refined.skin),
    triangles: skinTriangles(input.head),
    compared: comparedSkin(input.head, ['left', 'right', 'mouth']),
    views: evidence.greys.map((grey, v) => ({
      camera: refined.result.cameras[v],
      grey,
      positions: meshes[v].subarray(0, 3 * vertices),
    })),
  };
  return record.run({ name: stage.name, steps: stage.rounds }, () =>
    fitDetail(kernels, skin, {
      stage,
      onStep: (step, photometric) => record.step(stage.name, step, { total: photometric, photometric }),
    }),
  );
}

/** The head with what surrounds the face on the photographs' outline; null where these do not say what they show. */
async function fitSurroundings(
  kernels: Kernels,
  prepared: PreparedFit,
  refined: RefinedSkin,
  record: FitRecord,
): Promise<OutlinedHead | null> {
  const { input, preset, evidence } = prepared;
  const stage = preset.outline;
  const steps = stage === null ? 0 : outlineSteps(stage, evidence.views);
  if (stage === null || steps === 0) return null;
  const { views, rig } = evidence;
  const corrected = rig.kind === 'free' ? correctedCameras(input.views, stage.cameras) : null;
  const shown = shownHead(prepared, refined);
  const meshes = viewMeshes(shown);
  const placed = views.map(({ labels }, v) => ({ camera: refined.result.cameras[v], positions: meshes[v], labels }));
  return record.run({ name: stage.name, steps }, () =>
    fitOutline(
      kernels,
      { head: input.head, skin: shown.atRest, views: placed, corrected },
      { stage, onStep: (step, total) => record.step(stage.name, step, { total }) },
    ),
  );
}
