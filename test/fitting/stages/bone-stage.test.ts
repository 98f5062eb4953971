import { describe, expect, it } from 'vitest';
import { EXPRESSION_BONE_PARAMETERS } from '../../../src/asm/expression-bones.ts';
import { boneStage } from '../../../src/fitting/options/stage-defaults.ts';
import type { BoneStage } from '../../../src/fitting/options/stages.ts';
import { skinNeighbours } from '../../../src/fitting/priors/skin-smoothness.ts';
import { type AsmFitState, type BoneProblem, boneObjective } from '../../../src/fitting/stages/bone-stage.ts';
import { CLOSURE } from '../../../src/fitting/terms/closure-term.ts';
import { CONSISTENCY_TERM } from '../../../src/fitting/terms/consistency-term.ts';
import { LANDMARK } from '../../../src/fitting/terms/landmark-term.ts';
import { SHADING_TERM } from '../../../src/fitting/terms/shading-term.ts';
import { freeRig, moveRig, type RigLayout, rigidRig } from '../../../src/fitting/unknowns/rig.ts';
import { skinTriangles } from '../../../src/head/head-model.ts';
import { plainKernels } from '../../../src/kernels/runtime/plain-kernels.ts';
import { expectClose } from '../../helpers/close.ts';
import { cameras, head, model, problemOf, space } from '../../helpers/fitting/photographed-skin.ts';
import { boneProblemOf, evidenceOf } from '../../helpers/fitting/skin-evidence.ts';
import { checkGradient, normals } from '../../helpers/gradient-check.ts';

const kernels = plainKernels();
const neighbours = skinNeighbours(model.template.length / 3, skinTriangles(head));
const DEFAULTS = boneStage('test', 2, 1, { bones: 1, shading: 1 / 8 });
const STAGE: BoneStage = {
  ...DEFAULTS,
  terms: [
    { term: LANDMARK, weight: 5 },
    { term: CONSISTENCY_TERM, weight: 1 / 8 },
    { term: SHADING_TERM, weight: 1 / 8 },
    { term: CLOSURE, weight: 0.3 },
  ],
};
const RIGS: readonly (readonly [string, RigLayout])[] = [
  ['free cameras', freeRig(Int32Array.of(0, 0, 1))],
  ['a given rig', rigidRig(3, true)],
];
const parameterCount = model.layout.parameterCount;
const state: AsmFitState = {
  parameters: model.rest.map((x, i) => x + normals(parameterCount, 5, 0.003)[i]),
  cameras,
  boneTranslations: normals(3 * EXPRESSION_BONE_PARAMETERS, 6, 0.4),
  jaws: Float64Array.of(0.35, 0.03, -0.02, 1, 2, 0, 0, 0, 0, 0, 0.1, -0.03, 0.02, -1, 1),
};

describe('the whole objective of a stage of the model', () => {
  it.each(RIGS)('has the gradient of central differences in every group of unknowns, %s', (_, rig) => {
    const translations = parameterCount + rig.parameterCount;
    const jaws = translations + state.boneTranslations.length;
    const count = jaws + state.jaws.length;
    const starts = [0, parameterCount, translations, jaws, count];
    for (let group = 0; group < 4; group++) {
      // The cameras hold still for the gaps of lips and lids, which only MediaPipe's points give.
      const problem = problemOf(rig, group === 1 ? 468 : 0);
      const objective = boneObjective(kernels, problem, STAGE, { state, neighbours });
      const held = objective.hold(state, null);
      for (const term of held.evidence.terms) expect(term).not.toBeNull();
      const { gradient } = objective.evaluate(state, held);
      const at = (direction: Float64Array, step: number): number => {
        const moved = {
          parameters: state.parameters.map((x, i) => x + step * direction[i]),
          cameras: moveRig(
            rig,
            cameras,
            direction.subarray(starts[1], starts[2]).map((x) => step * x),
          ),
          boneTranslations: state.boneTranslations.map((x, i) => x + step * direction[starts[2] + i]),
          jaws: state.jaws.map((x, i) => x + step * direction[starts[3] + i]),
        };
        return objective.evaluate(moved, held).losses.total;
      };
      const direction = new Float64Array(count);
      direction.set(normals(starts[group + 1] - starts[group], 30 + group), starts[group]);
      // The frame bones are fixed: their gradient is not asked for.
      if (group === 0)
        objective.rates.subarray(0, parameterCount).forEach((rate, i) => {
          if (rate === 0) direction[i] = 0;
        });
      const step = 1e-7;
      const numeric = (at(direction, step) - at(direction, -step)) / (2 * step);
      const analytic = direction.reduce((sum, d, i) => sum + d * gradient[i], 0);
      expect(Math.abs(analytic - numeric)).toBeLessThan(1e-3 * Math.abs(numeric));
    }
  });

  it('differentiates what faces where through the jaws', () => {
    const problem = problemOf(RIGS[0][1], 0);
    const shading = { ...STAGE, terms: [{ term: SHADING_TERM, weight: 1e4 }] };
    const objective = boneObjective(kernels, problem, shading, { state, neighbours });
    const held = objective.hold(state, null);
    const { gradient } = objective.evaluate(state, held);
    const jaws = gradient.length - state.jaws.length;
    // Sliding moves pixels alone.
    const direction = normals(state.jaws.length, 12).map((x, i) => (i % 5 < 3 ? x : 0));
    const at = (step: number): number =>
      objective.evaluate({ ...state, jaws: state.jaws.map((x, i) => x + step * direction[i]) }, held).losses.total;
    const numeric = (at(1e-7) - at(-1e-7)) / 2e-7;
    const analytic = direction.reduce((sum, d, i) => sum + d * gradient[jaws + i], 0);
    expectClose([analytic], [numeric], { rtol: 1e-4 });
  });

  it('is the sum of its parts, each counted under its name', () => {
    const problem = problemOf(RIGS[0][1], 0);
    const lossesOf = (terms: BoneStage['terms']) => {
      const objective = boneObjective(kernels, problem, { ...STAGE, terms }, { state, neighbours });
      return objective.evaluate(state, objective.hold(state, null)).losses;
    };
    const all = lossesOf(STAGE.terms);
    const [landmark, consistency, shading, closure] = STAGE.terms.map((term) => lossesOf([term]));
    expect(Math.min(landmark.landmark, closure.landmark, consistency.photometric, shading.photometric)).toBeGreaterThan(
      0,
    );
    expectClose([all.landmark], [landmark.landmark + closure.landmark], { rtol: 1e-12 });
    expectClose([all.photometric], [consistency.photometric + shading.photometric], { rtol: 1e-12 });
    for (const { photometric, prior } of [landmark, closure]) expect([photometric, prior]).toEqual([0, all.prior]);
    expectClose([all.total], [all.landmark + all.photometric + all.prior], { rtol: 1e-12 });
  });

  it('moves what its rates let move, and each unknown in its place', () => {
    const [, rig] = RIGS[0];
    const problem: BoneProblem = { ...problemOf(rig, 0), freeze: ['translation'] };
    const { rates, move } = boneObjective(kernels, problem, STAGE, { state, neighbours });
    const { start, perBone } = model.layout.groups.translation;
    expect(Math.max(...rates.subarray(start, start + 84 * perBone))).toBe(0);
    const { rotation, translation, logFocal } = STAGE.rates.rig;
    const pose = [rotation, rotation, rotation, translation, translation, translation];
    const ofRig = [...pose, ...pose, ...pose, logFocal, logFocal];
    expect(Array.from(rates.subarray(parameterCount, parameterCount + 20))).toEqual(ofRig);
    const jaws = rates.length - state.jaws.length;
    const { jaw } = STAGE.rates;
    const ofJaw = [jaw.rotation, jaw.rotation, jaw.rotation, jaw.slide, jaw.slide];
    expect(Array.from(rates.subarray(jaws))).toEqual([...ofJaw, ...ofJaw, ...ofJaw]);
    const expression = rates.subarray(parameterCount + 20, jaws);
    expect([expression.length, Math.min(...expression), Math.max(...expression)]).toEqual([
      state.boneTranslations.length,
      STAGE.rates.expression,
      STAGE.rates.expression,
    ]);
    const step = normals(rates.length, 9, 0.01);
    const moved = move(state, step);
    expectClose(
      moved.parameters,
      state.parameters.map((x, i) => x + step[i]),
      {},
    );
    expect(moved.cameras).toEqual(moveRig(rig, cameras, step.subarray(parameterCount)));
    expectClose(
      moved.boneTranslations,
      state.boneTranslations.map((x, i) => x + step[parameterCount + 20 + i]),
      {},
    );
    expectClose(
      moved.jaws,
      state.jaws.map((x, i) => x + step[jaws + i]),
      {},
    );
    const beyond = move(state, new Float64Array(rates.length).fill(1, jaws)).jaws;
    expect(beyond[0]).toBeCloseTo((32 / 180) * Math.PI, 12);
  });
});

describe('without photographs', () => {
  const TRANSLATION_SCALE = 0.3;
  const expressions = { group: Int32Array.of(0, 1), groupCount: 2, columnCount: 1 };
  const problem = boneProblemOf({ model, evidence: evidenceOf(space, 2, { expressions }) });
  const stage: BoneStage = { ...STAGE, terms: [], blurMm: null };
  const rest = {
    parameters: model.rest,
    cameras: cameras.slice(0, 2),
    boneTranslations: new Float64Array(2 * EXPRESSION_BONE_PARAMETERS),
    jaws: new Float64Array(10),
  };
  const objective = boneObjective(kernels, problem, stage, { state: rest, neighbours });
  const held = objective.hold(rest, null);

  it("the objective has the Cauchy prior of the views' own translations, and its gradient", () => {
    const at = (boneTranslations: Float64Array) => objective.evaluate({ ...rest, boneTranslations }, held);
    const lossOf = (x: Float64Array): number => at(x).losses.total;
    const start = normals(2 * EXPRESSION_BONE_PARAMETERS, 6, 0.4);
    const own = (x: Float64Array): Float64Array =>
      at(x).gradient.subarray(parameterCount + 12, parameterCount + 12 + x.length);
    expect(own(start)).toHaveLength(start.length);
    const expected = start.reduce((sum, x) => sum + Math.log(1 + (x / TRANSLATION_SCALE) ** 2) / 2, 0);
    expectClose([lossOf(start) - lossOf(rest.boneTranslations)], [expected], { rtol: 1e-9 });
    checkGradient(lossOf, own, start, { rtol: 1e-6, atol: 1e-7, indices: [0, 1, 2, EXPRESSION_BONE_PARAMETERS + 4] });
  });

  it('it weighs bones and skin as the stage says, and costs nothing at rest', () => {
    const priorOf = (priors: BoneStage['priors'], parameters: Float64Array): number => {
      const own = boneObjective(kernels, problem, { ...stage, priors }, { state: rest, neighbours });
      return own.evaluate({ ...rest, parameters }, held).losses.prior;
    };
    expect(priorOf({ bones: 1, smoothness: 1, folds: 1 }, model.rest)).toBeLessThan(1e-12);
    const moved = model.rest.map((x, i) => x + objective.rates[i] * normals(parameterCount, 8, 30)[i]);
    const one = (name: keyof BoneStage['priors'], weight: number): number =>
      priorOf({ bones: 0, smoothness: 0, folds: 0, [name]: weight }, moved);
    for (const name of ['bones', 'smoothness', 'folds'] as const) {
      expect(one(name, 1), name).toBeGreaterThan(0);
      expectClose([one(name, 3)], [3 * one(name, 1)], { rtol: 1e-12 });
    }
  });
});
