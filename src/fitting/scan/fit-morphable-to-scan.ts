import { createNormalSystem } from '../../geometry/normal-system.ts';
import type { Similarity } from '../../geometry/similarity.ts';
import { outerSkin } from '../../head/head-model.ts';
import { evaluateShape, pointPositions, type ShapeSpace, shapePoints } from '../../head/shape/shape-space.ts';
import type { Kernels } from '../../kernels/kernel.ts';
import type { ScanEvidence } from './scan-evidence.ts';
import { alignPairs, type ScanMarks, wantedMarks } from './scan-marks.ts';
import { pairWithScan, type ScanPairs } from './scan-pairs.ts';
import { pairWeights, type ScanTermOptions } from './scan-term.ts';

/** Columns of a shape space that a fit may move, in the space's order. */
export interface MorphableFit {
  /** [space.count] */
  readonly coefficients: Float64Array;
  /** Head -> scan. */
  readonly similarity: Similarity;
}

const STEPS = 14;
const COARSE_STEPS = 4;
/** mm: of landmarks, at first and then. */
const LANDMARK_SIGMAS = [2, 10] as const;
const FAR_MM = [20, 8] as const;
/** A least-squares system of some hundred columns needs no more. */
const MAX_PAIRS = 2500;

/**
 * A morphable head fitted to a scan with the pairs, the cost and the prior that the adaptive skinning model is fitted with,
 * by Gauss-Newton on reweighted squares; coefficients stay within the space's bounds.
 * @param columns which may move
 * @param start head -> scan
 */
export function fitMorphableToScan(
  kernels: Kernels,
  space: ShapeSpace,
  columns: readonly number[],
  evidence: ScanEvidence,
  marks: ScanMarks,
  start: Similarity,
  term: ScanTermOptions,
  priorFactor: number,
): MorphableFit {
  const outer = outerSkin(space.head);
  const skinLength = 3 * space.head.parts[0].vertexCount;
  let coefficients = new Float64Array(space.count);
  let similarity = start;
  for (let step = 0; step < STEPS; step++) {
    const fine = step < COARSE_STEPS ? 0 : 1;
    const skin = evaluateShape(space, coefficients).subarray(0, skinLength);
    const found = pairWithScan(kernels, evidence, skin, outer, similarity, FAR_MM[fine]);
    if (found.count === 0) break;
    similarity = alignPairs(found, skin, similarity);
    const pairs = thinned(pairWithScan(kernels, evidence, skin, outer, similarity, FAR_MM[fine]));
    const points = shapePoints(space, pairs.vertices, pairs.barycentric, 3);
    const rest = pointPositions(points, space.head.template);
    const weights = pairWeights(pairs, pointPositions(points, skin), term);
    const system = createNormalSystem(columns.length);
    const rowOf = (i: number, k: number): Float64Array =>
      points.basis.subarray((3 * i + k) * space.count, (3 * i + k + 1) * space.count);
    const row = new Float64Array(columns.length);
    // (1 - a)(n . d)^2 + a |d|^2 = |(r I + (1 - r) n n^T) d|^2 with r = sqrt(a)
    const r = Math.sqrt(term.pointShare);
    for (let i = 0; i < pairs.count; i++) {
      const n = pairs.normals.subarray(3 * i, 3 * i + 3);
      const rows = [rowOf(i, 0), rowOf(i, 1), rowOf(i, 2)];
      for (let k = 0; k < 3; k++) {
        const mix = [0, 1, 2].map((m) => (m === k ? r : 0) + (1 - r) * n[k] * n[m]);
        columns.forEach((column, a) => {
          row[a] = mix[0] * rows[0][column] + mix[1] * rows[1][column] + mix[2] * rows[2][column];
        });
        let value = 0;
        for (let m = 0; m < 3; m++) value += mix[m] * (pairs.targets[3 * i + m] - rest[3 * i + m]);
        system.add(row, value, 1 / Math.sqrt(weights[i]));
      }
    }
    const wanted = wantedMarks(marks, similarity);
    const marksRest = pointPositions(marks.points, space.head.template);
    const marksSpace = shapePoints(space, marks.points.vertices, marks.points.weights, marks.points.arity);
    for (let i = 0; i < wanted.length; i++) {
      const weight = marks.weights[Math.floor(i / 3)];
      if (weight === 0) continue;
      columns.forEach((column, a) => {
        row[a] = marksSpace.basis[i * space.count + column];
      });
      system.add(row, wanted[i] - marksRest[i], LANDMARK_SIGMAS[fine] / Math.sqrt(weight));
    }
    const factor = fine === 0 ? 1 : priorFactor;
    columns.forEach((column, a) => {
      system.addDiagonal(a, factor / space.priorSigma[column] ** 2, space.priorMean[column]);
    });
    const bounds = (values: Float64Array): Float64Array => Float64Array.from(columns, (column) => values[column]);
    const solved = system.solveWithin(bounds(space.lower), bounds(space.upper));
    if (solved === null) break;
    coefficients = new Float64Array(space.count);
    columns.forEach((column, a) => {
      coefficients[column] = solved[a];
    });
  }
  return { coefficients, similarity };
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
