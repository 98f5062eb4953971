import type { Similarity } from '../../geometry/similarity.ts';
import { outerSkin } from '../../head/head-model.ts';
import {
  evaluateShape,
  pointPositions,
  type ShapePoints,
  type ShapeSpace,
  shapePoints,
} from '../../head/shape/shape-space.ts';
import type { Kernels } from '../../kernels/kernel.ts';
import { addPriorEquations, type PriorRow, priorLoss } from '../priors/prior-rows.ts';
import { type Linearised, solveDamped } from '../solvers/damped.ts';
import { addRow, createNormalEquations, type NormalEquations, type StepLimits } from '../solvers/normal-equations.ts';
import { QUADRATIC } from '../solvers/robust-kernel.ts';
import type { ScanProblem } from './fit-asm-to-scan.ts';
import { alignPairs, wantedMarks } from './scan-marks.ts';
import { pairWithScan, type ScanPairs } from './scan-pairs.ts';
import { MORPHABLE_SCAN_PRESET, type MorphableScanPreset, type MorphableScanStage } from './scan-stages.ts';
import { pairCosts } from './scan-term.ts';

/** A morphable head on a scan. */
export interface MorphableFit {
  /** [space.count] */
  readonly coefficients: Float64Array;
  /** Head -> scan. */
  readonly similarity: Similarity;
}

/** A shape space and which of its columns may move. */
export interface MorphableScanProblem extends ScanProblem {
  readonly space: ShapeSpace;
  readonly columns: readonly number[];
}

/** A system of some hundred columns needs no more. */
const MAX_PAIRS = 2500;

/**
 * A morphable head fitted to a scan with the pairs, the cost and the prior that the adaptive skinning model is fitted with,
 * by damped least squares on reweighted squares; coefficients stay within the space's bounds.
 */
export async function fitMorphableToScan(
  kernels: Kernels,
  problem: MorphableScanProblem,
  preset: MorphableScanPreset = MORPHABLE_SCAN_PRESET,
): Promise<MorphableFit> {
  const { space, start } = problem;
  let state: MorphableFit = { coefficients: new Float64Array(space.count), similarity: start };
  for (const stage of preset.stages)
    state = await solveDamped(kernels, state, (at) => linearise(kernels, problem, { ...preset, ...stage }, at), {
      ...preset,
      ...stage,
      onStep: () => {},
    });
  return state;
}

/** What a step holds: nearest points, and where they and the landmarks put the head. */
interface HeldScan {
  readonly pairs: ScanPairs;
  readonly onPairs: ShapePoints;
  readonly onMarks: ShapePoints;
  /** Where the scan has the landmarks, in the head's frame [L, 3]. */
  readonly wanted: Float64Array;
}

/** Null where nothing of the scan is near. */
function linearise(
  kernels: Kernels,
  problem: MorphableScanProblem,
  stage: MorphableScanPreset & MorphableScanStage,
  at: MorphableFit,
): Linearised<MorphableFit> | null {
  const { space, columns, evidence, marks } = problem;
  const triangles = outerSkin(space.head);
  const positions = evaluateShape(space, at.coefficients).subarray(0, 3 * space.head.parts[0].vertexCount);
  const pair = (similarity: Similarity): ScanPairs =>
    pairWithScan(kernels, evidence, { positions, triangles }, { similarity, farMm: stage.farMm });
  const found = pair(at.similarity);
  if (found.count === 0) return null;
  const similarity = alignPairs(found, positions, at.similarity);
  const pairs = thinned(pair(similarity));
  if (pairs.count === 0) return null;
  const { points } = marks;
  const held: HeldScan = {
    pairs,
    onPairs: shapePoints(space, pairs.vertices, pairs.barycentric, 3),
    onMarks: shapePoints(space, points.vertices, points.weights, points.arity),
    wanted: wantedMarks(marks, similarity),
  };
  const lossAt = (state: MorphableFit): number =>
    pairCosts(pairs, placesOf(problem, held.onPairs, state), stage.term).loss +
    markLoss(problem, stage, held, state) +
    priorLoss(priorRows(problem, state, stage.priors));
  const equations = createNormalEquations(columns.length);
  addPairRows(problem, stage, held, { at, equations });
  addMarkRows(problem, stage, held, { at, equations });
  addPriorEquations(priorRows(problem, at, stage.priors), equations);
  return {
    loss: lossAt(at),
    equations,
    limits: stepLimits(problem, at),
    lossAt,
    move(step) {
      const coefficients = at.coefficients.slice();
      columns.forEach((column, a) => {
        coefficients[column] += step[a];
      });
      return { coefficients, similarity };
    },
  };
}

/** Shape points at a state [N, 3]: X + sum_k a_k B_k over the columns that may move. */
function placesOf(
  { space, columns }: MorphableScanProblem,
  points: ShapePoints,
  { coefficients }: MorphableFit,
): Float64Array {
  return pointPositions(points, space.head.template).map((x, i) =>
    columns.reduce((sum, column) => sum + coefficients[column] * points.basis[i * space.count + column], x),
  );
}

/** How far the head's landmarks lie from the scan's [L, 3]. */
function markOffsets(problem: MorphableScanProblem, { onMarks, wanted }: HeldScan, state: MorphableFit): Float64Array {
  return placesOf(problem, onMarks, state).map((x, i) => x - wanted[i]);
}

/** sum_l w_l |m_l - x_l|^2/(2 s^2), whose rows {@link addMarkRows} adds. */
function markLoss(
  problem: MorphableScanProblem,
  { landmarkMm }: MorphableScanStage,
  held: HeldScan,
  state: MorphableFit,
): number {
  const { weights } = problem.marks;
  return markOffsets(problem, held, state).reduce(
    (sum, offset, i) => sum + (weights[Math.floor(i / 3)] * (offset / landmarkMm) ** 2) / 2,
    0,
  );
}

/** Where a state's rows go. */
interface RowTarget {
  readonly at: MorphableFit;
  readonly equations: NormalEquations;
}

/** Three rows a pair: (1 - a)(n . d)^2 + a |d|^2 = |(r I + (1 - r) n n^T) d|^2 with r = sqrt(a). */
function addPairRows(
  problem: MorphableScanProblem,
  { term }: MorphableScanPreset,
  { pairs, onPairs }: HeldScan,
  { at, equations }: RowTarget,
): void {
  const { space, columns } = problem;
  const places = placesOf(problem, onPairs, at);
  const { weights } = pairCosts(pairs, places, term);
  const r = Math.sqrt(term.pointShare);
  const row = new Float64Array(columns.length);
  for (let i = 0; i < pairs.count; i++) {
    const n = pairs.normals.subarray(3 * i, 3 * i + 3);
    for (let k = 0; k < 3; k++) {
      const mix = [0, 1, 2].map((m) => (m === k ? r : 0) + (1 - r) * n[k] * n[m]);
      let residual = 0;
      for (let m = 0; m < 3; m++) residual += mix[m] * (places[3 * i + m] - pairs.targets[3 * i + m]);
      columns.forEach((column, a) => {
        row[a] = 0;
        for (let m = 0; m < 3; m++) row[a] += mix[m] * onPairs.basis[(3 * i + m) * space.count + column];
      });
      addRow(equations, row, residual, weights[i]);
    }
  }
}

/** Three rows a landmark. */
function addMarkRows(
  problem: MorphableScanProblem,
  { landmarkMm }: MorphableScanStage,
  held: HeldScan,
  { at, equations }: RowTarget,
): void {
  const { space, columns, marks } = problem;
  const row = new Float64Array(columns.length);
  markOffsets(problem, held, at).forEach((offset, i) => {
    const weight = marks.weights[Math.floor(i / 3)] / landmarkMm ** 2;
    if (weight === 0) return;
    columns.forEach((column, a) => {
      row[a] = held.onMarks.basis[i * space.count + column];
    });
    addRow(equations, row, offset, weight);
  });
}

function priorRows(
  { space, columns }: MorphableScanProblem,
  { coefficients }: MorphableFit,
  factor: number,
): PriorRow[] {
  return columns.map((column, parameter) => ({
    parameter,
    offset: coefficients[column] - space.priorMean[column],
    sigma: space.priorSigma[column] / Math.sqrt(factor),
    kernel: QUADRATIC,
  }));
}

/** How far each column may move within the space's bounds. */
function stepLimits({ space, columns }: MorphableScanProblem, { coefficients }: MorphableFit): StepLimits {
  const room = (bound: Float64Array): Float64Array =>
    Float64Array.from(columns, (column) => bound[column] - coefficients[column]);
  return {
    frozen: new Uint8Array(columns.length),
    bounds: { lower: room(space.lower), upper: room(space.upper) },
  };
}

/** Every so many of the pairs. */
function thinned(pairs: ScanPairs): ScanPairs {
  const stride = Math.ceil(pairs.count / MAX_PAIRS);
  if (stride === 1) return pairs;
  const count = Math.floor(pairs.count / stride);
  const pick = (values: Float64Array, width: number): Float64Array =>
    Float64Array.from(
      { length: width * count },
      (_, k) => values[width * stride * Math.floor(k / width) + (k % width)],
    );
  return {
    count,
    vertices: Uint32Array.from(
      { length: 3 * count },
      (_, k) => pairs.vertices[3 * stride * Math.floor(k / 3) + (k % 3)],
    ),
    barycentric: pick(pairs.barycentric, 3),
    targets: pick(pairs.targets, 3),
    normals: pick(pairs.normals, 3),
    weights: pick(pairs.weights, 1),
  };
}
