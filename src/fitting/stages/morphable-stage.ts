import { createJawRig, type JawRig } from '../../head/anatomy/jaw.ts';
import { skinTriangles } from '../../head/head-model.ts';
import { indexCopy, type Kernels, realCopy } from '../../kernels/kernel.ts';
import type { Evidence } from '../evidence/evidence.ts';
import { sampleVisibility } from '../evidence/pixels/visibility.ts';
import type { PointSetName, PointSets } from '../evidence/point-sets.ts';
import type { MorphableStage } from '../options/stages.ts';
import { addSpreadEquations, jawSpread } from '../priors/jaw-spread.ts';
import { addLensEquations, lensSpread } from '../priors/lens-spread.ts';
import { addPriorEquations, priorLoss } from '../priors/prior-rows.ts';
import { type StatePriors, statePriorRows } from '../priors/state-priors.ts';
import { type Linearised, solveDamped } from '../solvers/damped.ts';
import { createNormalEquations } from '../solvers/normal-equations.ts';
import { assembleRows, type RowSet } from '../terms/assemble-rows.ts';
import { createResidualRows, type ResidualRows } from '../terms/residual-rows.ts';
import {
  evaluateTerm,
  type HeldTerm,
  type OpenTerm,
  type SeenPoints,
  type TermDefinition,
  type TermStage,
} from '../terms/term.ts';
import {
  frozenUnknowns,
  type HeadState,
  jawStart,
  moveState,
  type ShownPoints,
  type StateLayout,
  statePoints,
  unknownCount,
} from '../unknowns/head-state.ts';
import { posedShape, sharedJaw } from '../unknowns/jaw-pose.ts';
import { type KernelPoints, loadPoints } from '../unknowns/kernel-points.ts';
import { focalStart } from '../unknowns/rig.ts';

/** What a morphable head is fitted to. */
export interface MorphableProblem {
  readonly layout: StateLayout;
  readonly priors: StatePriors;
  /** Landmarks in the pixels of the state's cameras. */
  readonly landmarks: Pick<TermStage, 'landmarks' | 'bias' | 'noise'>;
  /** Those that the stages' terms look at. */
  readonly points: Partial<PointSets>;
  readonly pixels: MorphablePixels | null;
}

export interface MorphablePixels extends Pick<Evidence, 'views' | 'greys' | 'visibility'> {
  readonly samples: PointSets['samples'];
  /** Views that see a sample at a smaller cosine do not count. */
  readonly minCosine: number;
}

export interface MorphableRun {
  readonly stages: readonly MorphableStage[];
  /** Told the loss before each step, steps counted over all stages, and waited for. */
  onStep(step: number, loss: number): void | Promise<void>;
}

/** What all stages work on. */
interface Workspace {
  readonly kernels: Kernels;
  readonly problem: MorphableProblem;
  readonly jaw: JawRig;
  readonly points: ReadonlyMap<PointSetName, KernelPoints>;
  /** Skin triangles [T, 3] in kernel memory. */
  readonly triangles: Uint32Array;
}

/** A term in a stage. */
interface StageTerm {
  readonly definition: TermDefinition;
  readonly open: OpenTerm;
  readonly points: KernelPoints;
  readonly rows: ResidualRows;
}

/**
 * Damped least squares over poses, focal lengths, identity, smooth modes, expressions and jaws, stage after stage: on landmarks a
 * bundle adjustment with a morphable head in place of free points, on pixels coarse to fine.
 */
export async function fitMorphable(
  kernels: Kernels,
  problem: MorphableProblem,
  start: HeadState,
  { stages, onStep }: MorphableRun,
): Promise<HeadState> {
  const { memory } = kernels;
  const mark = memory.mark();
  const workspace = openWorkspace(kernels, problem, stages);
  let state = start;
  let count = 0;
  for (const stage of stages) {
    const stageMark = memory.mark();
    const terms = openTerms(workspace, stage, state);
    state = await solveDamped(kernels, state, (at, step) => linearise(workspace, stage, terms, { at, step }), {
      ...stage,
      onStep: (_, loss) => onStep(count++, loss),
    });
    memory.release(stageMark);
  }
  memory.release(mark);
  return state;
}

/** What a stage's pixels alone say of a state: their terms' loss. */
export function pixelLoss(kernels: Kernels, problem: MorphableProblem, stage: MorphableStage, at: HeadState): number {
  const { memory } = kernels;
  const mark = memory.mark();
  const alone = { ...stage, terms: stage.terms.filter(({ term }) => term.on === 'samples') };
  const workspace = openWorkspace(kernels, problem, [alone]);
  const terms = openTerms(workspace, alone, at);
  if (problem.pixels !== null) lookAgain(workspace, problem.pixels, at);
  const seen = seenPoints(workspace, at, showPoints(workspace, at));
  let loss = 0;
  for (const { definition, open, rows } of terms) {
    const own = seenBy(seen, definition.on);
    const term = open.hold(own, null);
    loss += term === null ? Number.POSITIVE_INFINITY : evaluateTerm(term.rows(own), own, rows);
  }
  memory.release(mark);
  return loss;
}

/** @param stages whose terms are asked for their points */
function openWorkspace(kernels: Kernels, problem: MorphableProblem, stages: readonly MorphableStage[]): Workspace {
  const { space } = problem.layout;
  const looked = new Set(stages.flatMap(({ terms }) => terms.map(({ term }) => term.on)));
  const named = (Object.entries(problem.points) as [PointSetName, PointSets[PointSetName]][]).filter(([name]) =>
    looked.has(name),
  );
  const jaw = createJawRig(space.head);
  return {
    kernels,
    problem,
    jaw,
    points: new Map(named.map(([name, points]) => [name, loadPoints(kernels, space, jaw.joint, points)])),
    triangles: indexCopy(kernels.memory, skinTriangles(space.head)),
  };
}

function openTerms({ kernels, problem, points }: Workspace, stage: MorphableStage, state: HeadState): StageTerm[] {
  const { layout, landmarks, pixels } = problem;
  const { blurMm } = stage;
  const seeing = pixels === null || blurMm === null ? null : { ...pixels, blurMm, cameras: state.cameras };
  return stage.terms.map(({ term: definition, weight }) => {
    const own = points.get(definition.on);
    if (own === undefined) throw new Error(`the ${definition.name} term needs ${definition.on}`);
    return {
      definition,
      open: definition.open({ kernels, ...landmarks, pixels: seeing }, weight),
      points: own,
      rows: createResidualRows(kernels.memory, own.count, layout.rig.viewCount, definition.rowsPerView),
    };
  });
}

/** Null where a term sees nothing. */
function linearise(
  workspace: Workspace,
  stage: MorphableStage,
  terms: readonly StageTerm[],
  { at, step }: { readonly at: HeadState; readonly step: number },
): Linearised<HeadState> | null {
  const { kernels, problem } = workspace;
  const { memory } = kernels;
  const { layout, priors, pixels } = problem;
  if (pixels !== null && step % stage.refreshSteps === 0) lookAgain(workspace, pixels, at);
  const shown = showPoints(workspace, at);
  const seen = seenPoints(workspace, at, shown);
  const equations = createNormalEquations(unknownCount(layout));
  const sets: RowSet[] = [];
  const held: { readonly term: HeldTerm; readonly on: PointSetName; readonly rows: ResidualRows }[] = [];
  let loss = 0;
  for (const { definition, open, points, rows } of terms) {
    const { on } = definition;
    const term = open.hold(seenBy(seen, on), null);
    if (term === null) return null;
    const form = term.rows(seenBy(seen, on));
    loss += evaluateTerm(form, seenBy(seen, on), rows);
    sets.push({ points, shown: shown.get(on) as ShownPoints[], rows, mean: form.mean });
    held.push({ term, on, rows });
  }
  assembleRows(kernels, equations, layout, sets);
  const expected = statePriorRows(layout, at, priors);
  addPriorEquations(expected, equations);
  const spread = jawSpread(at.jaws, priors.deviationScale);
  addSpreadEquations(spread, jawStart(layout), equations);
  const lenses = lensSpread(layout.rig, at.cameras, priors.focals, priors.zoomScale);
  addLensEquations(lenses, focalStart(layout.rig), equations);
  return {
    loss: loss + priorLoss(expected) + spread.loss + lenses.loss,
    equations,
    limits: { frozen: frozenUnknowns(equations.gradient, layout, at, stage.free), bounds: null },
    move: (delta) => moveState(layout, at, delta),
    lossAt(next) {
      const mark = memory.mark();
      const moved = seenPoints(workspace, next, showPoints(workspace, next));
      let total =
        priorLoss(statePriorRows(layout, next, priors)) +
        jawSpread(next.jaws, priors.deviationScale).loss +
        lensSpread(layout.rig, next.cameras, priors.focals, priors.zoomScale).loss;
      for (const { term, on, rows } of held) {
        const own = seenBy(moved, on);
        total += evaluateTerm(term.rows(own), own, rows);
      }
      memory.release(mark);
      return total;
    },
  };
}

/** Finds anew what hides what. */
function lookAgain({ kernels, problem, jaw, triangles }: Workspace, pixels: MorphablePixels, state: HeadState): void {
  const { space } = problem.layout;
  const head = posedShape(space, jaw, state.coefficients, sharedJaw(state.jaws));
  const positions = realCopy(kernels.memory, head.subarray(0, 3 * space.head.parts[0].vertexCount));
  const { samples, minCosine, visibility } = pixels;
  sampleVisibility(kernels, { cameras: state.cameras, positions, triangles }, samples, { minCosine, out: visibility });
}

/** All sets of points as each view shows them at a state. */
function showPoints(
  { kernels, problem, points }: Workspace,
  state: HeadState,
): ReadonlyMap<PointSetName, ShownPoints[]> {
  return new Map(Array.from(points, ([name, own]) => [name, statePoints(kernels, problem.layout, state, own)]));
}

function seenPoints(
  { problem }: Workspace,
  { cameras }: HeadState,
  shown: ReadonlyMap<PointSetName, readonly ShownPoints[]>,
): ReadonlyMap<PointSetName, SeenPoints> {
  const { rig } = problem.layout;
  return new Map(
    Array.from(shown, ([name, views]) => [
      name,
      { rig, cameras, points: views.map(({ points }) => points), skin: null },
    ]),
  );
}

function seenBy(seen: ReadonlyMap<PointSetName, SeenPoints>, on: PointSetName): SeenPoints {
  return seen.get(on) as SeenPoints;
}
