import type { FocalPrior } from '../../capture/load-capture.ts';
import { project } from '../../geometry/camera.ts';
import { skinTriangles } from '../../head/head-model.ts';
import { evaluateShape, type ShapeSpace } from '../../head/shape/shape-space.ts';
import { indexCopy, type Kernels, realCopy } from '../../kernels/kernel.ts';
import { type GreyView, viewFeatures } from '../evidence/feature-images.ts';
import type { ImageEvidence } from '../evidence/image-evidence.ts';
import { createVisibility, sampleVisibility } from '../evidence/visibility.ts';
import { assembleRows, type RowSet } from '../solvers/assemble-rows.ts';
import { type NormalEquations, solveStep } from '../solvers/normal-equations.ts';
import { closureLoss, closureRows } from '../terms/closure-term.ts';
import {
  type ConsistencyTerm,
  consistencyLoss,
  consistencyRows,
  probeFeatures,
  residualScale,
} from '../terms/consistency-term.ts';
import { landmarkLoss, landmarkRows, landmarkViews } from '../terms/landmark-term.ts';
import { createResidualRows } from '../terms/residual-rows.ts';
import {
  addStatePriors,
  frozenParameters,
  type HeadState,
  moveState,
  type StateLayout,
  stateEquations,
  statePoints,
  statePriorLoss,
} from '../unknowns/head-state.ts';
import { loadPoints } from '../unknowns/kernel-points.ts';

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
/**
 * Weight of the landmarks beside the pixels: they keep each view from sliding into a false match and the mesh
 * from sliding along the skin, which pixels do not see.
 */
const LANDMARK_FACTOR = 3;
/** Weight of the gaps of lips and lids. */
const CLOSURE_FACTOR = 0.3;
/** What hides what changes slowly: it is looked at again after this many steps. */
const REFRESH_STEPS = 4;
const START_DAMPING = 1e-3;
const MIN_DAMPING = 1e-4;
const MAX_DAMPING = 10;

/** What all steps of a fit work on. */
interface Workspace {
  readonly kernels: Kernels;
  readonly layout: StateLayout;
  readonly marks: RowSet;
  readonly skin: RowSet;
  readonly gaps: RowSet;
}

/**
 * Gauss-Newton over poses, focal lengths, identity, smooth modes and expressions on the cross-view
 * consistency of the pixels, coarse to fine. Cameras are those of the working views.
 * @param greys of the problem's views
 * @param tolerance a level ends when a step lowers its loss by less than this share
 */
export async function fitPhotometric(
  kernels: Kernels,
  problem: PhotometricFitProblem,
  greys: readonly GreyView[],
  start: HeadState,
  levels: readonly PhotometricLevel[],
  tolerance: number,
  onStep: (step: number, loss: number) => void | Promise<void> = () => {},
): Promise<HeadState> {
  const { space, samples, rig } = problem;
  const { memory } = kernels;
  const mark = memory.mark();
  const rowSet = (points: ImageEvidence['samples'], rowsPerView: number): RowSet => ({
    points: loadPoints(kernels, space, points),
    rows: createResidualRows(memory, points.count, rig.viewCount, rowsPerView),
  });
  const workspace: Workspace = {
    kernels,
    layout: { rig, space, expressions: problem.expressions },
    marks: rowSet(problem.landmarks, 2),
    skin: rowSet(samples, 1),
    gaps: rowSet(problem.closure, 2),
  };
  const triangles = indexCopy(memory, skinTriangles(space.head));
  const skinLength = 3 * space.head.parts[0].vertexCount;
  const visibility = createVisibility(kernels, rig.viewCount, samples.count);
  let state = start;
  let count = 0;
  for (const level of levels) {
    const levelMark = memory.mark();
    const features = viewFeatures(kernels, greys, state.cameras, level.blurMm);
    const factor = (level.lambda * REFERENCE_SAMPLES) / samples.count;
    let damping = START_DAMPING;
    for (let step = 0; step < level.steps; step++) {
      const stepMark = memory.mark();
      if (step % REFRESH_STEPS === 0) {
        const skin = realCopy(memory, evaluateShape(space, state.coefficients).subarray(0, skinLength));
        sampleVisibility(kernels, state.cameras, samples, skin, triangles, MIN_COSINE, visibility);
      }
      const taken = takeStep(workspace, problem, { features, visibility, factor }, state, damping);
      memory.release(stepMark);
      if (taken === null) break;
      await onStep(count++, taken.loss);
      if (taken.next === null) break;
      state = taken.next.state;
      if (taken.loss - taken.next.loss < tolerance * taken.loss) break;
      damping = Math.max(MIN_DAMPING, taken.next.damping / 4);
    }
    memory.release(levelMark);
  }
  memory.release(mark);
  return state;
}

/** A step that was taken. */
interface Step {
  readonly state: HeadState;
  readonly loss: number;
  readonly damping: number;
}

/** @returns the loss before the step and what the step led to, null where none lowers the loss; null without samples seen twice */
function takeStep(
  workspace: Workspace,
  problem: PhotometricFitProblem,
  base: Omit<ConsistencyTerm, 'scale'>,
  state: HeadState,
  damping: number,
): { loss: number; next: Step | null } | null {
  const { kernels, layout, marks, skin, gaps } = workspace;
  const { cameras } = state;
  const { rig } = layout;
  const points = statePoints(kernels, layout, state, skin.points);
  const probes = probeFeatures(kernels, base, cameras, points);
  const scale = residualScale(probes);
  if (Number.isNaN(scale)) return null;
  const term: ConsistencyTerm = { ...base, scale };
  const views = landmarkViews(problem.observations, cameras, problem.bias);
  let loss = consistencyRows(term, probes, rig, cameras, points, skin.rows);
  loss += landmarkRows(
    rig,
    cameras,
    views,
    statePoints(kernels, layout, state, marks.points),
    LANDMARK_FACTOR,
    marks.rows,
  );
  loss += closureRows(
    cameras,
    problem.observations,
    statePoints(kernels, layout, state, gaps.points),
    CLOSURE_FACTOR,
    gaps.rows,
  );
  const equations = stateEquations(layout);
  assembleRows(kernels, equations, rig, layout.expressions, [skin, marks, gaps]);
  loss += addStatePriors(equations, layout, state, problem.focals);
  const frozen = frozenParameters(equations, layout, state);
  return { loss, next: dampedStep(workspace, problem, term, state, equations, loss, frozen, damping) };
}

/** The loss of {@link takeStep} at another state. */
function objective(
  { kernels, layout, marks, skin, gaps }: Workspace,
  problem: PhotometricFitProblem,
  term: ConsistencyTerm,
  state: HeadState,
): number {
  const { memory } = kernels;
  const mark = memory.mark();
  const { observations } = problem;
  const { cameras } = state;
  const probes = probeFeatures(kernels, term, cameras, statePoints(kernels, layout, state, skin.points));
  let loss = consistencyLoss(kernels, term, probes, memory.real(2 * cameras.length * probes.count));
  const seen = statePoints(kernels, layout, state, marks.points);
  const unused = new Float64Array(2 * marks.points.count);
  landmarkViews(observations, cameras, problem.bias).forEach((view, v) => {
    if (view !== null) loss += LANDMARK_FACTOR * landmarkLoss(view, project(cameras[v], seen[v]), unused);
  });
  const differences = statePoints(kernels, layout, state, gaps.points);
  loss += closureLoss(
    cameras,
    observations,
    differences,
    CLOSURE_FACTOR,
    differences.map((gap) => new Float64Array(gap.length)),
  );
  memory.release(mark);
  return loss + statePriorLoss(layout, state, problem.focals);
}

/**
 * A step that lowers the loss, damped as much as that takes; null where none does. Without this test
 * Gauss-Newton wanders along what noise leaves undetermined.
 */
function dampedStep(
  workspace: Workspace,
  problem: PhotometricFitProblem,
  term: ConsistencyTerm,
  state: HeadState,
  equations: NormalEquations,
  loss: number,
  frozen: Uint8Array,
  start: number,
): Step | null {
  for (let damping = start; damping <= MAX_DAMPING; damping *= 10) {
    const delta = solveStep(workspace.kernels, equations, damping, frozen);
    if (delta === null) continue;
    const next = moveState(workspace.layout, state, delta);
    const lowered = objective(workspace, problem, term, next);
    if (lowered < loss) return { state: next, loss: lowered, damping };
  }
  return null;
}
