import type { FocalPrior } from '../capture/load-capture.ts';
import { project } from '../geometry/camera.ts';
import { pixelsPerMm } from '../geometry/rig.ts';
import { skinTriangles } from '../head/head-model.ts';
import { evaluateShape, type ShapePoints, type ShapeSpace } from '../head/shape-space.ts';
import { type SurfaceFeature, surfaceFeature } from '../render/surface-feature.ts';
import { addClosure, closureLoss } from './closure-term.ts';
import { addConsistency, type ConsistencyTerm, consistencyLoss, residualScale } from './consistency-term.ts';
import {
  addStatePriors,
  frozenParameters,
  type HeadState,
  moveState,
  type StateLayout,
  stateEquations,
  statePoints,
  statePriorLoss,
} from './head-state.ts';
import type { ImageEvidence } from './image-evidence.ts';
import { addLandmarks, landmarkLoss, landmarkViews } from './landmark-term.ts';
import { type NormalEquations, solveStep } from './normal-equations.ts';
import { sampleVisibility, type Visibility } from './visibility.ts';
import type { WorkingView } from './working-view.ts';

export interface PhotometricFitProblem extends ImageEvidence {
  readonly space: ShapeSpace;
  readonly focals: readonly FocalPrior[];
}

/** One level of the coarse-to-fine schedule: blur in mm on the face, steps, weight. */
export interface PhotometricLevel {
  readonly blurMm: number;
  readonly steps: number;
  /** Weight of a sample's squared residual in units of its robust scale, for 4,500 samples. */
  readonly lambda: number;
}

/**
 * From 1.3 mm down to a third. At 2 mm and above the patches no longer lie in one plane and the loss's
 * minimum leaves the truth by more than a landmark fit does (docs/decisions.md).
 */
export const PHOTOMETRIC_LEVELS: readonly PhotometricLevel[] = [
  { blurMm: 1.33, steps: 16, lambda: 1 / 32 },
  { blurMm: 0.83, steps: 16, lambda: 1 / 16 },
  { blurMm: 0.5, steps: 8, lambda: 1 / 12 },
  { blurMm: 0.33, steps: 8, lambda: 1 / 12 },
];

/** Weights of levels and stages are given for this many samples. */
export const REFERENCE_SAMPLES = 4500;
/** Views that see a sample at a smaller cosine do not count: there are too few pixels to a millimetre. */
export const MIN_COSINE = 0.35;
const MIN_BLUR_PIXELS = 1;
/**
 * Weight of the landmarks beside the pixels: they keep each view from sliding into a false match and the mesh
 * from sliding along the skin, which pixels do not see.
 */
const LANDMARK_FACTOR = 3;
/** Weight of the gaps of lips and lids. */
const CLOSURE_FACTOR = 0.3;
const START_DAMPING = 1e-3;
const MIN_DAMPING = 1e-4;
const MAX_DAMPING = 10;

/** Contrast-normalised features of all views at one blur. */
export function viewFeatures(
  views: readonly WorkingView[],
  cameras: HeadState['cameras'],
  blurMm: number,
): SurfaceFeature[] {
  const densities = cameras.map(pixelsPerMm);
  // Below a pixel of blur there is noise and aliasing only; all views keep one footprint.
  const sigmaMm = Math.max(blurMm, MIN_BLUR_PIXELS / Math.min(...densities));
  return views.map((view, v) => surfaceFeature(view.image, sigmaMm, densities[v]));
}

/**
 * Gauss-Newton over poses, focal lengths, identity, smooth modes and expressions on the cross-view
 * consistency of the pixels, coarse to fine. Cameras are those of the working views.
 * @returns the state and the robust scale of the residuals at the finest level
 */
export async function fitPhotometric(
  problem: PhotometricFitProblem,
  start: HeadState,
  levels: readonly PhotometricLevel[],
  onStep: (step: number, loss: number) => void | Promise<void> = () => {},
): Promise<{ state: HeadState; residual: number }> {
  const { space, views, samples } = problem;
  const layout: StateLayout = { rig: problem.rig, space, expressions: problem.expressions };
  const triangles = skinTriangles(space.head);
  const skinOf = (positions: Float64Array): Float64Array => positions.subarray(0, 3 * space.head.parts[0].vertexCount);
  const visibilityOf = (cameras: HeadState['cameras'], positions: Float64Array): Visibility =>
    sampleVisibility(cameras, samples, skinOf(positions), triangles, MIN_COSINE);
  let state = start;
  let residual = Number.NaN;
  let count = 0;
  for (const level of levels) {
    const features = viewFeatures(views, state.cameras, level.blurMm);
    const masks = views.map((view) => view.mask);
    let damping = START_DAMPING;
    for (let step = 0; step < level.steps; step++) {
      const positions = evaluateShape(space, state.coefficients);
      const visibility = visibilityOf(state.cameras, positions);
      const base: ConsistencyTerm = { features, masks, visibility, scale: 1, factor: 1 };
      const scale = residualScale(base, state.cameras, statePoints(layout, state, samples, positions));
      if (Number.isNaN(scale)) break;
      residual = scale;
      const term = { ...base, scale, factor: (level.lambda * REFERENCE_SAMPLES) / samples.count };
      const current = linearise(problem, layout, term, state, positions);
      const frozen = frozenParameters(current.equations, layout, state);
      const accepted = dampedStep(problem, layout, term, state, current, frozen, damping);
      await onStep(count++, current.loss);
      if (accepted === null) break;
      state = accepted.state;
      damping = Math.max(MIN_DAMPING, accepted.damping / 4);
    }
  }
  return { state, residual };
}

/** Normal equations and loss of all terms at a state. */
function linearise(
  problem: PhotometricFitProblem,
  layout: StateLayout,
  term: ConsistencyTerm,
  state: HeadState,
  positions: Float64Array,
): { equations: NormalEquations; loss: number } {
  const { rig, expressions, samples, landmarks, closure, observations } = problem;
  const { cameras } = state;
  const { group } = expressions;
  const equations = stateEquations(layout);
  const at = (points: ShapePoints): Float64Array[] => statePoints(layout, state, points, positions);
  const views = landmarkViews(observations, cameras, problem.bias);
  let loss = addConsistency(equations, rig, cameras, term, at(samples), samples.basis, group);
  loss += addLandmarks(equations, rig, cameras, views, at(landmarks), landmarks.basis, group, LANDMARK_FACTOR);
  loss += addClosure(equations, cameras, observations, at(closure), closure.basis, group, CLOSURE_FACTOR);
  loss += addStatePriors(equations, layout, state, problem.focals);
  return { equations, loss };
}

/** The loss of {@link linearise} alone. */
function objective(
  problem: PhotometricFitProblem,
  layout: StateLayout,
  term: ConsistencyTerm,
  state: HeadState,
): number {
  const { samples, landmarks, closure, observations } = problem;
  const { cameras } = state;
  const positions = evaluateShape(layout.space, state.coefficients);
  const at = (points: ShapePoints): Float64Array[] => statePoints(layout, state, points, positions);
  const scratch = cameras.map(() => new Float64Array(2 * samples.count));
  let loss = consistencyLoss(term, cameras, at(samples), scratch);
  const seen = at(landmarks);
  const unused = new Float64Array(2 * landmarks.count);
  landmarkViews(observations, cameras, problem.bias).forEach((view, v) => {
    if (view !== null) loss += LANDMARK_FACTOR * landmarkLoss(view, project(cameras[v], seen[v]), unused);
  });
  const gaps = at(closure);
  loss += closureLoss(
    cameras,
    observations,
    gaps,
    CLOSURE_FACTOR,
    gaps.map((gap) => gap.slice()),
  );
  return loss + statePriorLoss(layout, state, problem.focals);
}

/**
 * A step that lowers the loss, damped as much as that takes; null where none does. Without this test
 * Gauss-Newton wanders along what noise leaves undetermined.
 */
function dampedStep(
  problem: PhotometricFitProblem,
  layout: StateLayout,
  term: ConsistencyTerm,
  state: HeadState,
  current: { equations: NormalEquations; loss: number },
  frozen: Uint8Array,
  start: number,
): { state: HeadState; damping: number } | null {
  for (let damping = start; damping <= MAX_DAMPING; damping *= 10) {
    const delta = solveStep(current.equations, damping, frozen);
    if (delta === null) continue;
    const next = moveState(layout, state, delta);
    if (objective(problem, layout, term, next) < current.loss) return { state: next, damping };
  }
  return null;
}
