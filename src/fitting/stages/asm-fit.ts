import {
  type AdaptiveSkinningModel,
  type AsmForward,
  asmForward,
  asmPairs,
} from '../../asm/adaptive-skinning-model.ts';
import { AsmFitError } from '../../errors.ts';
import { skinTriangles } from '../../head/head-model.ts';
import type { Kernels } from '../../kernels/kernel.ts';
import { plainKernels } from '../../kernels/runtime/plain-kernels.ts';
import type { GreyView } from '../evidence/feature-images.ts';
import { type AdamState, adam, cosineDecay, type Optimizer } from '../solvers/adam.ts';
import { type SgdState, sgd } from '../solvers/sgd.ts';
import { type AsmParameterTable, asmParameterTable } from '../terms/asm-priors.ts';
import { type SmoothnessTerm, smoothnessTerm } from '../terms/smoothness.ts';
import { moveRig, type RigLayout } from '../unknowns/rig.ts';
import { type AsmWorkspace, asmWorkspace, createContext, stageImages } from './asm-context.ts';
import { asmObjective } from './asm-objective.ts';
import type { AsmFitProblem, AsmFitState, AsmLosses, AsmStage } from './asm-problem.ts';

export interface AsmFitResult extends AsmFitState {
  readonly forward: AsmForward;
}

/** Told of every step, and waited for, so that a caller can let the program answer between steps. */
type StepObserver = (stage: AsmStage, step: number, losses: AsmLosses) => void | Promise<void>;

/** What hides what, and which bones reach which vertex, changes slowly. */
const REFRESH_STEPS = 20;
/** Adam's first steps are as long as its rates, however flat the slope: from a start that is nearly right they lead up, and what follows is held against them. */
const SETTLING_STEPS = 10;
const SMOOTHNESS_SIGMA_MM = 0.08;
/** mm a step */
const TRANSLATION_RATE = 0.03;
/** A small rate: poses come from Gauss-Newton and only follow. */
const RIG_RATES = { rotation: 2e-4, translation: 0.05, logFocal: 2e-4 } as const;
const PATIENCE = 30;
const MIN_RELATIVE_CHANGE = 1e-4;

/**
 * Refines a fit by gradient descent on all parameters of the adaptive skinning model and the cameras.
 * Keeps the best state of each stage; stops a stage when the loss no longer falls.
 * @throws {AsmFitError} diverged: a loss is not finite, or ends far above its start.
 */
export async function fitAsm(
  kernels: Kernels,
  problem: AsmFitProblem,
  greys: readonly GreyView[],
  start: AsmFitState,
  stages: readonly AsmStage[],
  onStep: StepObserver = () => {},
): Promise<AsmFitResult> {
  const { model } = problem;
  const table = asmParameterTable(model, problem.freeze);
  const smoothness = smoothnessTerm(model.template.length / 3, skinTriangles(model.head), SMOOTHNESS_SIGMA_MM);
  const mark = kernels.memory.mark();
  const workspace = asmWorkspace(kernels, problem);
  let state = start;
  for (const stage of stages) {
    const stageMark = kernels.memory.mark();
    state =
      problem.optimizer === 'adam'
        ? await runStage(workspace, problem, greys, table, smoothness, adam(), state, stage, onStep)
        : await runStage(workspace, problem, greys, table, smoothness, sgd(), state, stage, onStep);
    kernels.memory.release(stageMark);
  }
  kernels.memory.release(mark);
  return { ...state, forward: finalForward(problem.model, state) };
}

/** The model at the end of a fit, in double precision and memory of its own. */
function finalForward(model: AdaptiveSkinningModel, state: AsmFitState): AsmForward {
  const kernels = plainKernels();
  return asmForward(kernels, model, state.parameters, asmPairs(kernels.memory, model, state.parameters));
}

function rigRates(layout: RigLayout): Float64Array {
  const out = new Float64Array(layout.parameterCount).fill(RIG_RATES.logFocal);
  const poses = layout.kind === 'free' ? layout.viewCount : 1;
  for (let v = 0; v < poses; v++) {
    out.fill(RIG_RATES.rotation, 6 * v, 6 * v + 3);
    out.fill(RIG_RATES.translation, 6 * v + 3, 6 * v + 6);
  }
  return out;
}

async function runStage<State extends AdamState | SgdState>(
  workspace: AsmWorkspace,
  problem: AsmFitProblem,
  greys: readonly GreyView[],
  table: AsmParameterTable,
  smoothness: SmoothnessTerm,
  optimizer: Optimizer<State>,
  start: AsmFitState,
  stage: AsmStage,
  onStep: StepObserver,
): Promise<AsmFitState> {
  const parameterCount = problem.model.layout.parameterCount;
  const translationStart = parameterCount + problem.rig.parameterCount;
  const rates = Float64Array.of(
    ...table.learningRate,
    ...rigRates(problem.rig),
    ...start.boneTranslations.map(() => TRANSLATION_RATE),
  );
  let moments = optimizer.init(rates.length);
  let state = start;
  const { memory } = workspace.kernels;
  const images = stageImages(workspace.kernels, problem, greys, stage, state.cameras);
  const contextMark = memory.mark();
  let context = createContext(workspace, problem, table, smoothness, stage, images, state);
  let best = { state, total: Number.POSITIVE_INFINITY };
  const history: number[] = [];
  for (let step = 0; step < stage.steps; step++) {
    if (step > 0 && step % REFRESH_STEPS === 0) {
      memory.release(contextMark);
      context = createContext(workspace, problem, table, smoothness, stage, images, state, context.consistency?.scale);
      // Another visibility is another objective: losses from before do not compare.
      best = { state, total: Number.POSITIVE_INFINITY };
    }
    const { losses, gradient } = asmObjective(workspace, problem, context, state);
    const settling = Math.max(1e3 * (1 + history[0]), ...history.slice(1, SETTLING_STEPS));
    const climbs = step >= SETTLING_STEPS && losses.total > settling;
    if (!Number.isFinite(losses.total) || climbs)
      throw new AsmFitError(
        'diverged',
        `fit: stage "${stage.name}" must keep a finite, falling loss; received ${losses.total} at step ${step}`,
        'try --optimizer adam, fewer views, or remove a view whose overlay looks wrong',
      );
    await onStep(stage, step, losses);
    history.push(losses.total);
    if (losses.total < best.total) best = { state, total: losses.total };
    if (step >= PATIENCE && history[step - PATIENCE] - losses.total < MIN_RELATIVE_CHANGE * history[step - PATIENCE])
      break;
    const decay = cosineDecay(step, stage.steps);
    const update = optimizer.update(
      gradient,
      moments,
      rates.map((rate) => rate * decay),
    );
    moments = update.state;
    state = {
      parameters: state.parameters.map((x, i) => x + update.step[i]),
      cameras: moveRig(problem.rig, state.cameras, update.step.subarray(parameterCount)),
      boneTranslations: state.boneTranslations.map((x, i) => x + update.step[translationStart + i]),
    };
  }
  return best.state;
}
