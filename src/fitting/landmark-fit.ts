import type { FocalPrior } from '../capture/load-capture.ts';
import type { LandmarkBias } from '../head/landmark-bias.ts';
import { evaluateShape, type ShapePoints } from '../head/shape-space.ts';
import type { Observation } from './camera-start.ts';
import { addClosure } from './closure-term.ts';
import {
  addStatePriors,
  frozenParameters,
  type HeadState,
  moveState,
  type StateLayout,
  stateEquations,
  statePoints,
} from './head-state.ts';
import { addLandmarks, type LandmarkView, landmarkViews } from './landmark-term.ts';
import { solveStep } from './normal-equations.ts';

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

/**
 * Levenberg-Marquardt on the landmarks of all views over poses, focal lengths and shape coefficients
 * (a bundle adjustment with a morphable head in place of free points), robust by IRLS.
 */
export function fitLandmarks(
  problem: LandmarkFitProblem,
  start: HeadState,
  onStep: (step: number, loss: number) => void = () => {},
): { state: HeadState; loss: number } {
  const { layout, landmarks, observations, focals, closure } = problem;
  const { rig, space, expressions } = layout;
  const evaluate = (state: HeadState, views: readonly (LandmarkView | null)[]) => {
    const equations = stateEquations(layout);
    const positions = evaluateShape(space, state.coefficients);
    const seen = (points: ShapePoints): Float64Array[] => statePoints(layout, state, points, positions);
    let loss = addLandmarks(
      equations,
      rig,
      state.cameras,
      views,
      seen(landmarks),
      landmarks.basis,
      expressions.group,
      1,
    );
    loss += addClosure(
      equations,
      state.cameras,
      observations,
      seen(closure),
      closure.basis,
      expressions.group,
      problem.closureFactor,
    );
    loss += addStatePriors(equations, layout, state, focals);
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
      const delta = solveStep(current.equations, damping, frozen);
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
    if (!moved || before - current.loss < 1e-5 * before) break;
    // The weights follow the poses, which barely move after a few steps; then losses compare.
    if (step < 6) {
      views = landmarkViews(observations, state.cameras, problem.bias);
      current = evaluate(state, views);
    }
  }
  return { state, loss: current.loss };
}
