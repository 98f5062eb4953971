import { type OptimizerName } from '../../../src/fitting/solvers/descend.ts';
import { gapPoints } from '../../../src/fitting/evidence/gaps.ts';
import { landmarkPoints } from '../../../src/fitting/evidence/landmark-points.ts';
import { describe, expect, it } from 'vitest';
import { createAsm } from '../../../src/asm/adaptive-skinning-model.ts';
import { FREEZABLE_NAMES } from '../../../src/asm/variant.ts';
import { AsmFitError, EXIT_CODES } from '../../../src/errors.ts';
import { fitAsm } from '../../../src/fitting/asm-fit.ts';
import type { AsmFitProblem, AsmFitState, AsmStage } from '../../../src/fitting/asm-problem.ts';


import { project } from '../../../src/geometry/camera.ts';
import { freeRig } from '../../../src/fitting/unknowns/rig.ts';
import { loadBundledHead } from '../../../src/head/bundled/bundled-head.ts';
import { createShapeSpace, pointPositions, shapePoints } from '../../../src/head/shape/shape-space.ts';
import { plainKernels } from '../../../src/kernels/runtime/plain-kernels.ts';
import { normals } from '../../helpers/gradient-check.ts';
import { turnedCamera } from '../../helpers/textured-views.ts';

const head = loadBundledHead();
const space = createShapeSpace(head);
const model = createAsm(head, head.template);
const landmarks = landmarkPoints(space);
const none = shapePoints(space, new Uint32Array(0), new Float64Array(0), 1);
const camera = { ...turnedCamera(0), fx: 500, fy: 500, translation: Float64Array.of(0, 0, 600) };
const start: AsmFitState = { parameters: model.rest, cameras: [camera], boneTranslations: new Float64Array(0) };
const truth = project(camera, pointPositions(landmarks, head.template));

/** A hundred landmarks of one view, seen this far from where the head at rest has them. */
function problemOf(offsetPixels: number, optimizer: OptimizerName): AsmFitProblem {
  const noise = normals(2 * landmarks.count, 7, offsetPixels);
  const observation = {
    points: noise.map((x, i) => truth[3 * (i >> 1) + (i & 1)] + x),
    confidence: new Float64Array(landmarks.count).fill(1, 0, 100),
  };
  return {
    model,
    freeze: [],
    rig: freeRig(Int32Array.of(-1)),
    expressions: { group: Int32Array.of(-1), groupCount: 0, columnCount: 1 },
    deviations: new Float64Array(0),
    views: [],
    observations: [observation],
    landmarks,
    bias: null,
    closure: gapPoints(space),
    samples: none,
    optimizer,
  };
}

const STAGE: AsmStage = {
  name: 'test',
  blurMm: null,
  steps: 10,
  lambda: 0,
  shadingLambda: 0,
  landmarkFactor: 1,
  priorFactor: 1,
};

// The descent as this file knows it.
/** @param onStep told of every step's loss, before the next */
async function descend(
  problem: AsmFitProblem,
  stage: Partial<AsmStage>,
  from = start,
  onStep: (step: number) => void = () => {},
) {
  const losses: number[] = [];
  const kernels = plainKernels();
  const end = await fitAsm(kernels, problem, [], from, [{ ...STAGE, ...stage }], (_, step, { total }) => {
    losses.push(total);
    onStep(step);
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
    const { losses } = await endOf(still, { steps: 60 });
    expect(losses.length).toBeGreaterThan(10);
    expect(losses.length).toBeLessThan(60);
  });

  it('goes on to its end while the loss falls', async () => {
    const { losses } = await endOf(problemOf(3, 'sgd'), { steps: 34, landmarkFactor: 1e6 });
    expect(losses).toHaveLength(34);
    losses.forEach((loss, step) => {
      if (step > 0) expect(loss).toBeLessThan(losses[step - 1]);
    });
  });

  it('gives the state of its lowest loss', async () => {
    const problem = problemOf(3, 'sgd');
    const falling = { steps: 6, landmarkFactor: 1e6 };
    const fallen = await endOf(problem, falling);
    const [first] = (await endOf(problem, falling, fallen.state)).losses;
    expect(first / Math.min(...fallen.losses)).toBeCloseTo(1, 4);
    expect(first / fallen.losses[0]).toBeLessThan(0.99);
    const climbing = await endOf(problemOf(3, 'adam'), { steps: 6 });
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
  const climbAfter = (problem: AsmFitProblem, last: number) => (step: number) => {
    if (step === last)
      problem.observations[0]?.confidence.forEach((c, l, all) => {
        all[l] = 1e6 * c;
      });
  };

  it('is refused where a loss is not finite', async () => {
    const run = await descend(problemOf(Number.NaN, 'adam'), {});
    expectDiverged(run, /stage "test" .*received NaN at step 0/);
    expect(run.losses).toHaveLength(0);
  });

  it.each(['adam', 'sgd'] as const)('is refused where the loss climbs far above its start, %s', async (optimizer) => {
    const problem = problemOf(3, optimizer);
    const run = await descend(problem, { steps: 20 }, start, climbAfter(problem, 12));
    expectDiverged(run, /stage "test" .*falling loss; received .* at step 13/);
    expect(run.losses).toHaveLength(13);
  });

  it('is borne with in the first steps, which may lead up', async () => {
    const problem = problemOf(3, 'sgd');
    const { losses } = await endOf(problem, { steps: 14 }, start, climbAfter(problem, 4));
    expect(losses).toHaveLength(14);
    expect(losses[5]).toBeGreaterThan(1e4 * losses[0]);
  });
});
