import {
  type AdaptiveSkinningModel,
  type AsmForward,
  asmBackward,
  asmForward,
  asmPairs,
} from '../../asm/adaptive-skinning-model.ts';
import { EXPRESSION_BONE_PARAMETERS } from '../../asm/expression-bones.ts';
import type { SkinningPairs } from '../../asm/mixture-weights.ts';
import { type FreezableName, frozenGroups } from '../../asm/variant.ts';
import { JAW_POSE } from '../../head/anatomy/jaw.ts';
import type { Kernels } from '../../kernels/kernel.ts';
import { plainKernels } from '../../kernels/runtime/plain-kernels.ts';
import type { OptimizerName } from '../../optimizers/optimizer.ts';
import type { BoneStage, FitPriors } from '../options/stages.ts';
import { type BoneParameterTable, type BoneRates, boneParameterTable, bonePriorLoss } from '../priors/bone-prior.ts';
import { foldGuardLoss } from '../priors/fold-guard.ts';
import { jawPriorRows } from '../priors/jaw-prior.ts';
import { jawSpread } from '../priors/jaw-spread.ts';
import { addPriorGradient, priorLoss } from '../priors/prior-rows.ts';
import { type SmoothnessTerm, skinNeighbours, smoothnessLoss, smoothnessTerm } from '../priors/skin-smoothness.ts';
import { translationPriorRows } from '../priors/translation-prior.ts';
import { type DescentProblem, descend } from '../solvers/descend.ts';
import { withinReach } from '../unknowns/jaw-pose.ts';
import { moveRig, type RigLayout } from '../unknowns/rig.ts';
import { jawRests } from '../unknowns/view-expressions.ts';
import {
  evidenceLoss,
  type HeldObjective,
  holdObjective,
  type OpenObjective,
  openObjective,
  type SkinEvidence,
  type ViewState,
} from './skin-objective.ts';

/** The adaptive skinning model against photographs. */
export interface BoneProblem extends SkinEvidence {
  readonly model: AdaptiveSkinningModel;
  /** Parts of the model that stay at rest. */
  readonly freeze: readonly FreezableName[];
  readonly priors: FitPriors;
  /** What is expected of the views' jaws [max(1, G), JAW_POSE]. */
  readonly expectedJaws: Float64Array;
  readonly optimizer: OptimizerName;
}

/** Unknowns of the model's stages. */
export interface AsmFitState extends ViewState {
  readonly parameters: Float64Array;
}

export interface AsmFitResult extends AsmFitState {
  /** Double precision, memory of its own. */
  readonly forward: AsmForward;
}

export interface AsmLosses {
  readonly total: number;
  readonly landmark: number;
  readonly photometric: number;
  readonly prior: number;
}

export interface BoneRun {
  readonly stages: readonly BoneStage[];
  onStep(stage: string, step: number, losses: AsmLosses): void | Promise<void>;
}

/** Where the model starts: at rest, in cameras and with jaws that earlier stages found. */
export function restState(
  model: AdaptiveSkinningModel,
  { cameras, jaws }: Pick<ViewState, 'cameras' | 'jaws'>,
  groupCount: number,
): AsmFitState {
  return {
    parameters: model.rest.slice(),
    cameras,
    boneTranslations: new Float64Array(groupCount * EXPRESSION_BONE_PARAMETERS),
    jaws,
  };
}

/**
 * Refines a fit by descent on all parameters of the adaptive skinning model, the cameras, what views' expressions move
 * bones by, and the jaws.
 * @throws {AsmFitError} diverged
 */
export async function fitBones(
  kernels: Kernels,
  problem: BoneProblem,
  start: AsmFitState,
  { stages, onStep }: BoneRun,
): Promise<AsmFitResult> {
  const { memory } = kernels;
  const mark = memory.mark();
  const neighbours = skinNeighbours(problem.model.template.length / 3, problem.triangles);
  let state = start;
  for (const stage of stages) {
    const stageMark = memory.mark();
    const run = {
      name: stage.name,
      schedule: stage.schedule,
      optimizer: problem.optimizer,
      onStep: (step: number, losses: AsmLosses) => onStep(stage.name, step, losses),
    };
    state = (await descend(memory, boneObjective(kernels, problem, stage, { state, neighbours }), state, run)).state;
    memory.release(stageMark);
  }
  memory.release(mark);
  return { ...state, forward: finalForward(problem.model, state) };
}

/** The model at the end of a fit, in double precision and memory of its own. */
export function finalForward(
  model: AdaptiveSkinningModel,
  { parameters }: Pick<AsmFitState, 'parameters'>,
): AsmForward {
  const kernels = plainKernels();
  return asmForward(kernels, model, parameters, asmPairs(kernels.memory, model, parameters));
}

/** Rates of the groups that a variant of the model leaves free. */
export function freeRates(rates: BoneRates, freeze: readonly FreezableName[]): BoneRates {
  const frozen = frozenGroups(freeze);
  return Object.fromEntries(
    Object.entries(rates).map(([name, rate]) => [name, frozen.has(name as keyof BoneRates) ? 0 : rate]),
  ) as BoneRates;
}

/** Held between refreshes. */
interface HeldBones {
  readonly pairs: SkinningPairs;
  readonly evidence: HeldObjective;
}

/** What a stage works on. */
interface OpenStage {
  readonly problem: BoneProblem;
  readonly stage: BoneStage;
  readonly objective: OpenObjective;
  readonly table: BoneParameterTable;
  readonly smoothness: SmoothnessTerm;
}

/** A stage's objective on [model parameters | rig parameters | bone translations | jaws]. */
export function boneObjective(
  kernels: Kernels,
  problem: BoneProblem,
  stage: BoneStage,
  { state, neighbours }: { readonly state: AsmFitState; readonly neighbours: readonly Uint32Array[] },
): DescentProblem<AsmFitState, HeldBones, AsmLosses> {
  const { model, priors, freeze, evidence } = problem;
  const table = boneParameterTable(model, priors.bones, freeRates(stage.rates.bones, freeze));
  const open: OpenStage = {
    problem,
    stage,
    table,
    objective: openObjective(kernels, problem, stage, state.cameras),
    smoothness: smoothnessTerm(neighbours, priors.smoothnessMm, stage.priors.smoothness),
  };
  const rigStart = model.layout.parameterCount;
  const translationStart = rigStart + evidence.rig.parameterCount;
  const jawStart = translationStart + state.boneTranslations.length;
  const { rotation, slide } = stage.rates.jaw;
  return {
    rates: Float64Array.of(
      ...table.learningRate,
      ...rigRates(evidence.rig, stage.rates.rig),
      ...state.boneTranslations.map(() => stage.rates.expression),
      ...state.jaws.map((_, i) => (jawRests(evidence.expressions, i) ? 0 : i % JAW_POSE < 3 ? rotation : slide)),
    ),
    hold(at, before) {
      const pairs = asmPairs(kernels.memory, model, at.parameters);
      const forward = asmForward(kernels, model, at.parameters, pairs);
      const skin = { positions: forward.positions, weights: forward.weights.weights };
      return { pairs, evidence: holdObjective(open.objective, { skin, pairs }, at, before?.evidence ?? null) };
    },
    evaluate: (at, held) => evaluateBones(open, at, held),
    move: (at, step) => ({
      parameters: at.parameters.map((x, i) => x + step[i]),
      cameras: moveRig(evidence.rig, at.cameras, step.subarray(rigStart)),
      boneTranslations: at.boneTranslations.map((x, i) => x + step[translationStart + i]),
      jaws: withinReach(at.jaws.map((x, i) => x + step[jawStart + i])),
    }),
  };
}

function evaluateBones(
  { problem, stage, objective, table, smoothness }: OpenStage,
  state: AsmFitState,
  held: HeldBones,
): { losses: AsmLosses; gradient: Float64Array } {
  const { kernels, triangles } = objective;
  const { memory } = kernels;
  const { model, priors, expectedJaws } = problem;
  const mark = memory.mark();
  const forward = asmForward(kernels, model, state.parameters, held.pairs);
  const skin = { positions: forward.positions, weights: forward.weights.weights };
  const out = {
    positions: memory.real(forward.positions.length),
    weights: memory.real(held.pairs.bones.length),
    boneTranslations: new Float64Array(state.boneTranslations.length),
    jaws: new Float64Array(state.jaws.length),
  };
  const { landmark, photometric, gradRig } = evidenceLoss(objective, held.evidence, { skin, state }, out);
  let prior = smoothnessLoss(smoothness, forward, out.positions);
  prior += foldGuardLoss(triangles, forward, stage.priors.folds, out.positions);
  const gradParameters = asmBackward(kernels, model, state.parameters, forward, out.positions, out.weights);
  const bones = { rest: model.rest, parameters: state.parameters };
  prior += bonePriorLoss({ table, factor: stage.priors.bones }, bones, gradParameters);
  const translations = translationPriorRows(state.boneTranslations, priors.translationMm);
  prior += priorLoss(translations);
  addPriorGradient(translations, out.boneTranslations);
  const jaws = jawPriorRows({ jaws: state.jaws, expected: expectedJaws }, 0, priors.jaw);
  const spread = jawSpread(state.jaws, priors.deviationScale);
  prior += priorLoss(jaws) + spread.loss;
  addPriorGradient(jaws, out.jaws);
  spread.gradient.forEach((g, i) => {
    out.jaws[i] += g;
  });
  memory.release(mark);
  const gradient = Float64Array.of(...gradParameters, ...gradRig, ...out.boneTranslations, ...out.jaws);
  return { losses: { total: landmark + photometric + prior, landmark, photometric, prior }, gradient };
}

function rigRates(layout: RigLayout, rates: BoneStage['rates']['rig']): Float64Array {
  const out = new Float64Array(layout.parameterCount).fill(rates.logFocal);
  const poses = layout.kind === 'free' ? layout.viewCount : 1;
  for (let v = 0; v < poses; v++) {
    out.fill(rates.rotation, 6 * v, 6 * v + 3);
    out.fill(rates.translation, 6 * v + 3, 6 * v + 6);
  }
  return out;
}
