import type { FocalPrior } from '../../capture/load-capture.ts';
import type { ShapePoints } from '../../head/shape/shape-space.ts';
import type { Kernels } from '../../kernels/kernel.ts';
import type { LandmarkBias } from '../evidence/landmark-bias.ts';
import { assembleRows } from '../solvers/assemble-rows.ts';
import { solveStep } from '../solvers/normal-equations.ts';
import { closureRows } from '../terms/closure-term.ts';
import { type LandmarkView, landmarkRows, landmarkViews } from '../terms/landmark-term.ts';
import { createResidualRows } from '../terms/residual-rows.ts';
import {
  addStatePriors,
  frozenParameters,
  type HeadState,
  moveState,
  type StateLayout,
  stateEquations,
  statePoints,
} from '../unknowns/head-state.ts';
import { loadPoints } from '../unknowns/kernel-points.ts';
import type { Observation } from './camera-start.ts';

export interface LandmarkFitProblem {
  readonly layout: StateLayout;
  /** Landmarks on the head, in the observations' order. */
  readonly landmarks: ShapePoints;
  /** One a view, null where the view has none. */
  readonly observations: readonly (Observation | null)[];
  readonly focals: readonly FocalPrior[];
  readonly bias: LandmarkBias | null;
  readonly closure: ShapePoints;
  readonly closureFactor: number;
}

const MAX_STEPS = 40;
const MAX_DAMPING = 1e6;
/** A step that lowers the loss by less than this share is the last: pixels go on from there. */
const MIN_DECREASE = 3e-4;

/**
 * Levenberg-Marquardt on the landmarks of all views over poses, focal lengths and shape coefficients
 * (a bundle adjustment with a morphable head in place of free points), robust by IRLS.
 */
export function fitLandmarks(
  kernels: Kernels,
  problem: LandmarkFitProblem,
  start: HeadState,
  onStep: (step: number, loss: number) => void = () => {},
): { state: HeadState; loss: number } {
  const { layout, landmarks, observations, focals, closure } = problem;
  const { rig, space, expressions } = layout;
  const mark = kernels.memory.mark();
  const sets = [landmarks, closure].map((points) => ({
    points: loadPoints(kernels, space, points),
    rows: createResidualRows(kernels.memory, points.count, rig.viewCount, 2),
  }));
  const [marks, gaps] = sets;
  const evaluate = (state: HeadState, views: readonly (LandmarkView | null)[]) => {
    const scratch = kernels.memory.mark();
    const equations = stateEquations(layout);
    const { cameras } = state;
    const seen = sets.map(({ points }) => statePoints(kernels, layout, state, points));
    let loss = landmarkRows(rig, cameras, views, seen[0], 1, marks.rows);
    loss += closureRows(cameras, observations, seen[1], problem.closureFactor, gaps.rows);
    assembleRows(kernels, equations, rig, expressions, sets);
    loss += addStatePriors(equations, layout, state, focals);
    kernels.memory.release(scratch);
    return { equations, loss };
  };
  let state = start;
  let damping = 1e-3;
  let views = landmarkViews(observations, state.cameras, problem.bias);
  let current = evaluate(state, views);
  for (let step = 0; step < MAX_STEPS; step++) {
    const before = current.loss;
    let moved = false;
    while (damping < MAX_DAMPING) {
      const frozen = frozenParameters(current.equations, layout, state);
      const delta = solveStep(kernels, current.equations, damping, frozen);
      if (delta !== null) {
        const next = moveState(layout, state, delta);
        const trial = evaluate(next, views);
        if (trial.loss < current.loss) {
          state = next;
          current = trial;
          damping = Math.max(1e-9, damping / 6);
          moved = true;
          break;
        }
      }
      damping *= 8;
    }
    onStep(step, current.loss);
    if (!moved || before - current.loss < MIN_DECREASE * before) break;
    // The weights follow the poses, which barely move after a few steps; then losses compare.
    if (step < 6) {
      views = landmarkViews(observations, state.cameras, problem.bias);
      current = evaluate(state, views);
    }
  }
  kernels.memory.release(mark);
  return { state, loss: current.loss };
}
