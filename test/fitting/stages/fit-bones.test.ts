import { describe, expect, it } from 'vitest';
import { createAsm } from '../../../src/asm/adaptive-skinning-model.ts';
import { FREEZABLE_NAMES } from '../../../src/asm/variant.ts';
import { AsmFitError, EXIT_CODES } from '../../../src/errors.ts';
import { landmarkSets } from '../../../src/fitting/evidence/point-sets.ts';
import { ALONE_AFTER_LANDMARKS } from '../../../src/fitting/options/stage-defaults.ts';
import type { BoneStage } from '../../../src/fitting/options/stages.ts';
import { type AsmFitState, type BoneProblem, fitBones, restState } from '../../../src/fitting/stages/bone-stage.ts';
import { LANDMARK } from '../../../src/fitting/terms/landmark-term.ts';
import { project } from '../../../src/geometry/camera.ts';
import { JAW_POSE } from '../../../src/head/anatomy/jaw.ts';
import { loadBundledHead } from '../../../src/head/bundled/bundled-head.ts';
import { createShapeSpace, pointPositions } from '../../../src/head/shape/shape-space.ts';
import { openKernels } from '../../../src/kernels/runtime/wasm-kernels.ts';
import { OPTIMIZER_NAMES, type OptimizerName } from '../../../src/optimizers/optimizer.ts';
import { boneProblemOf, evidenceOf } from '../../helpers/fitting/skin-evidence.ts';
import { turnedCamera } from '../../helpers/fitting/textured-views.ts';
import { normals } from '../../helpers/gradient-check.ts';

const kernels = openKernels(1);
const head = loadBundledHead();
const space = createShapeSpace(head);
const model = createAsm(head, head.template);
const sets = landmarkSets(space);
const { landmarks } = sets;
const camera = { ...turnedCamera(0), fx: 500, fy: 500, translation: Float64Array.of(0, 0, 600) };
const start = restState(model, { cameras: [camera], jaws: new Float64Array(JAW_POSE) }, 0);
const truth = project(camera, pointPositions(landmarks, head.template));

/** A hundred landmarks of one view, seen this far from where the head at rest has them. */
function problemOf(offsetPixels: number, optimizer: OptimizerName): BoneProblem {
  const noise = normals(2 * landmarks.count, 7, offsetPixels);
  const observation = {
    points: noise.map((x, i) => truth[3 * (i >> 1) + (i & 1)] + x),
    confidence: new Float64Array(landmarks.count).fill(1, 0, 100),
  };
  const evidence = evidenceOf(space, 1, { workingLandmarks: [observation] });
  return boneProblemOf({ model, optimizer, evidence: { ...evidence, points: { ...evidence.points, ...sets } } });
}

const STAGE: BoneStage = {
  ...ALONE_AFTER_LANDMARKS,
  name: 'test',
  schedule: { ...ALONE_AFTER_LANDMARKS.schedule, steps: 10, settlingSteps: 3, patience: 4 },
  priors: { bones: 1, smoothness: 1, folds: 200 },
};
const STEEP: BoneStage = { ...STAGE, terms: [{ term: LANDMARK, weight: 1e6 }] };
const PATIENT: BoneStage = { ...STAGE, schedule: { ...STAGE.schedule, patience: 100 } };
function stageOf(steps: number, stage = STAGE): BoneStage {
  return { ...stage, schedule: { ...stage.schedule, steps } };
}

/** @param onStep told of every step's loss, before the next */
async function descend(
  problem: BoneProblem,
  stage: BoneStage,
  from = start,
  onStep: (step: number) => void = () => {},
) {
  const losses: number[] = [];
  const end = await fitBones(kernels, problem, from, {
    stages: [stage],
    onStep(name, step, { total }) {
      expect(name).toBe('test');
      losses.push(total);
      onStep(step);
    },
  }).catch((error: unknown) => {
    if (error instanceof AsmFitError) return error;
    throw error;
  });
  return { losses, end };
}

/** The state that a stage ended in; fails where it threw. */
async function endOf(...run: Parameters<typeof descend>): Promise<{ losses: number[]; state: AsmFitState }> {
  const { losses, end } = await descend(...run);
  if (end instanceof AsmFitError) throw end;
  return { losses, state: end };
}

describe('a stage of descent', () => {
  it('ends before its steps once the loss no longer falls', async () => {
    const still = { ...problemOf(3, 'sgd'), freeze: FREEZABLE_NAMES };
    const { losses } = await endOf(still, stageOf(80));
    expect(losses.length).toBeGreaterThan(4);
    expect(losses.length).toBeLessThan(80);
  });

  it('goes on to its end while the loss falls', async () => {
    const { losses } = await endOf(problemOf(3, 'sgd'), stageOf(8, STEEP));
    expect(losses).toHaveLength(8);
    losses.forEach((loss, step) => {
      if (step > 0) expect(loss).toBeLessThan(losses[step - 1]);
    });
  });

  it('gives the state of its lowest loss', async () => {
    const problem = problemOf(3, 'sgd');
    const falling = stageOf(6, STEEP);
    const fallen = await endOf(problem, falling);
    const [first] = (await endOf(problem, falling, fallen.state)).losses;
    expect(first / Math.min(...fallen.losses)).toBeCloseTo(1, 4);
    expect(first / fallen.losses[0]).toBeLessThan(0.99);
    const climbing = await endOf(problemOf(3, 'adam'), stageOf(4));
    expect(Math.min(...climbing.losses.slice(1))).toBeGreaterThan(climbing.losses[0]);
    expect(climbing.state.parameters).toEqual(start.parameters);
    expect(climbing.state.cameras).toEqual(start.cameras);
  });
});

describe('a descent that diverges', () => {
  const expectDiverged = ({ end }: Awaited<ReturnType<typeof descend>>, words: RegExp): void => {
    if (!(end instanceof AsmFitError)) throw new Error('the descent must be refused');
    expect(end.kind).toBe('diverged');
    expect(EXIT_CODES[end.kind]).toBe(6);
    expect(end.message).toMatch(words);
    expect(end.hint).not.toBe('');
  };

  /** Makes the loss a million times larger after a step. */
  const climbAfter = (problem: BoneProblem, last: number) => (step: number) => {
    if (step === last)
      problem.evidence.workingLandmarks[0]?.confidence.forEach((c, l, all) => {
        all[l] = 1e6 * c;
      });
  };

  it('is refused where a loss is not finite', async () => {
    const run = await descend(problemOf(Number.NaN, 'adam'), STAGE);
    expectDiverged(run, /stage "test" .*received NaN at step 0/);
    expect(run.losses).toHaveLength(0);
  });

  it.each(OPTIMIZER_NAMES)('is refused where the loss climbs far above its start, %s', async (optimizer) => {
    const problem = problemOf(3, optimizer);
    const run = await descend(problem, stageOf(8, PATIENT), start, climbAfter(problem, 4));
    // Plain descent first goes back to its best state, to find it no better.
    const last = optimizer === 'sgd' ? 6 : 5;
    expectDiverged(run, new RegExp(`stage "test" .*falling loss; received .* at step ${last}`));
    expect(run.losses).toHaveLength(last);
  });

  it('is borne with in the first steps, which may lead up', async () => {
    const problem = problemOf(3, 'sgd');
    const { losses } = await endOf(problem, stageOf(5, PATIENT), start, climbAfter(problem, 1));
    expect(losses).toHaveLength(5);
    expect(losses[2]).toBeGreaterThan(1e4 * losses[0]);
  });
});
