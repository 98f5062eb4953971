import type { LinearImage } from '../capture/image.ts';
import type { FocalPrior } from '../capture/load-capture.ts';
import { pixelsPerMm } from '../geometry/rig.ts';
import { skinTriangles } from '../head/head-model.ts';
import { evaluateShape, pointPositions, type ShapeSpace } from '../head/shape-space.ts';
import { localContrast } from '../render/local-contrast.ts';
import { addClosure } from './closure-term.ts';
import { addConsistency, type ConsistencyTerm, residualScale } from './consistency-term.ts';
import { addStatePriors, frozenParameters, type HeadState, moveState } from './head-state.ts';
import type { ImageEvidence } from './image-evidence.ts';
import { addLandmarks, landmarkView } from './landmark-term.ts';
import { createNormalEquations, type NormalEquations, solveStep } from './normal-equations.ts';
import { sampleVisibility, type Visibility } from './visibility.ts';
import type { WorkingView } from './working-view.ts';

export interface PhotometricFitProblem extends ImageEvidence {
  readonly space: ShapeSpace;
  readonly focals: readonly FocalPrior[];
  readonly weights: PhotometricWeights;
}

/** One level of the coarse-to-fine schedule: blur in mm on the face, steps, weight. */
export interface PhotometricLevel {
  readonly blurMm: number;
  readonly steps: number;
  /** Weight of a sample's squared residual in units of its robust scale, for 4,500 samples. */
  readonly lambda: number;
}

/** From 2 mm down to a third: measured on renders of two scans (docs/decisions.md). */
export const PHOTOMETRIC_LEVELS: readonly PhotometricLevel[] = [
  { blurMm: 2, steps: 8, lambda: 1 / 32 },
  { blurMm: 1.33, steps: 8, lambda: 1 / 16 },
  { blurMm: 0.83, steps: 8, lambda: 1 / 8 },
  { blurMm: 0.5, steps: 8, lambda: 1 / 8 },
  { blurMm: 0.33, steps: 8, lambda: 1 / 8 },
];

/** How the terms of the stage weigh against each other. */
export interface PhotometricWeights {
  /** Landmarks hold the gauge and the features' places; at full weight their bias would hold the shape. */
  readonly landmarks: number;
  /** Gaps of lips and lids. */
  readonly closure: number;
}

/** Weights of levels and stages are given for this many samples. */
export const REFERENCE_SAMPLES = 4500;
/**
 * Views that see a sample at a smaller cosine do not count. One blur in the image is 1/cos of it on the skin,
 * so that features of turned views do not agree even at the truth.
 */
export const MIN_COSINE = 0.5;
const MIN_BLUR_PIXELS = 1;
const START_DAMPING = 1e-3;
const MIN_DAMPING = 1e-4;
const MAX_DAMPING = 10;

/** Contrast-normalised features of all views at one blur. */
export function viewFeatures(
  views: readonly WorkingView[],
  cameras: HeadState['cameras'],
  blurMm: number,
): LinearImage[] {
  return views.map((view, v) => {
    const density = pixelsPerMm(cameras[v]);
    // Below a pixel of blur there is noise and aliasing only.
    const fine = Math.max(MIN_BLUR_PIXELS, blurMm * density);
    return localContrast(view.image, fine, Math.max(4 * fine, 2 * density));
  });
}

/**
 * Gauss-Newton over poses, focal lengths, identity, smooth modes and expressions on the cross-view
 * consistency of the pixels, coarse to fine. Cameras are those of the working views.
 * @returns the state and the robust scale of the residuals at the finest level
 */
export function fitPhotometric(
  problem: PhotometricFitProblem,
  start: HeadState,
  levels: readonly PhotometricLevel[],
  onStep: (level: number, step: number, loss: number) => void = () => {},
): { state: HeadState; residual: number } {
  const { space, layout, views, samples } = problem;
  const triangles = skinTriangles(space.head);
  const skinOf = (positions: Float64Array): Float64Array => positions.subarray(0, 3 * space.head.parts[0].vertexCount);
  const visibilityOf = (state: HeadState): Visibility =>
    sampleVisibility(state.cameras, samples, skinOf(evaluateShape(space, state.coefficients)), triangles, MIN_COSINE);
  let state = start;
  let residual = Number.NaN;
  levels.forEach((level, index) => {
    const features = viewFeatures(views, state.cameras, level.blurMm);
    const masks = views.map((view) => view.mask);
    let damping = START_DAMPING;
    for (let step = 0; step < level.steps; step++) {
      const positions = evaluateShape(space, state.coefficients);
      const points = pointPositions(samples, positions);
      const base: ConsistencyTerm = { features, masks, visibility: visibilityOf(state), scale: 1, factor: 1 };
      const scale = residualScale(base, state.cameras, points);
      if (Number.isNaN(scale)) return;
      residual = scale;
      const term = { ...base, scale, factor: (level.lambda * REFERENCE_SAMPLES) / samples.count };
      const current = linearise(problem, term, state, positions, points);
      const frozen = frozenParameters(current.equations, layout, space, state);
      const accepted = dampedStep(problem, term, state, current, frozen, damping);
      onStep(index, step, current.loss);
      if (accepted === null) break;
      state = accepted.state;
      damping = Math.max(MIN_DAMPING, accepted.damping / 4);
    }
  });
  return { state, residual };
}

/** Normal equations and loss of all terms at a state. */
function linearise(
  problem: PhotometricFitProblem,
  term: ConsistencyTerm,
  state: HeadState,
  positions: Float64Array,
  points: Float64Array,
): { equations: NormalEquations; loss: number } {
  const { space, layout, samples, landmarks, weights } = problem;
  const equations = createNormalEquations(layout.parameterCount, space.count);
  let loss = addConsistency(equations, layout, state.cameras, term, points, samples.basis);
  const views = problem.observations.map((observation, v) =>
    observation === null ? null : landmarkView(observation, state.cameras[v], problem.bias),
  );
  const landmarkPoints = pointPositions(landmarks, positions);
  loss += addLandmarks(equations, layout, state.cameras, views, landmarkPoints, landmarks.basis, weights.landmarks);
  const gaps = pointPositions(problem.closure, positions);
  loss += addClosure(equations, state.cameras, problem.observations, gaps, problem.closure.basis, weights.closure);
  loss += addStatePriors(equations, layout, space, state, problem.focals);
  return { equations, loss };
}

/**
 * A step that lowers the loss, damped as much as that takes; null where none does. Without this test
 * Gauss-Newton wanders along what noise leaves undetermined.
 */
function dampedStep(
  problem: PhotometricFitProblem,
  term: ConsistencyTerm,
  state: HeadState,
  current: { equations: NormalEquations; loss: number },
  frozen: Uint8Array,
  start: number,
): { state: HeadState; damping: number } | null {
  const { space, layout, samples } = problem;
  for (let damping = start; damping <= MAX_DAMPING; damping *= 10) {
    const delta = solveStep(current.equations, damping, frozen);
    if (delta === null) continue;
    const next = moveState(layout, space, state, delta);
    const positions = evaluateShape(space, next.coefficients);
    const trial = linearise(problem, term, next, positions, pointPositions(samples, positions));
    if (trial.loss < current.loss) return { state: next, damping };
  }
  return null;
}
