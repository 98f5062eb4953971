import { solveCholesky } from '../geometry/cholesky.ts';
import { multiply3, rotationFromAxisAngle } from '../geometry/rotation.ts';
import { applySimilarity, invertSimilarity, type Similarity } from '../geometry/similarity.ts';
import type { Kernels } from '../kernels/kernel.ts';
import { closestOnSurface, type TargetSurface } from './target-surface.ts';

/** A mesh brought onto points, and how far each point then is from it. */
export interface SurfaceAlignment {
  /** Mesh -> points. */
  readonly similarity: Similarity;
  /** [N] in the points' units */
  readonly distances: Float64Array;
}

export type AlignMode = 'similarity' | 'rigid';

/** Where an alignment starts, mesh -> points, and what of it may change. */
export interface AlignmentStart {
  readonly start: Similarity;
  readonly mode: AlignMode;
}

const STEPS = 60;
const MAX_DAMPING = 100;
const FLAT = 1e-9;

/** Distances of points from a mesh under a similarity. @param points [N, 3] */
export function distancesTo(
  kernels: Kernels,
  surface: TargetSurface,
  points: Float64Array,
  similarity: Similarity,
): SurfaceAlignment & { readonly nearest: Float64Array; readonly normals: Float64Array } {
  const hits = closestOnSurface(kernels, surface, applySimilarity(invertSimilarity(similarity), points));
  const nearest = applySimilarity(similarity, hits.points);
  const turn = { scale: 1, rotation: similarity.rotation, translation: new Float64Array(3) };
  const normals = applySimilarity(turn, hits.normals);
  const distances = new Float64Array(points.length / 3);
  for (let i = 0; i < distances.length; i++) {
    const gap = [0, 1, 2].map((k) => points[3 * i + k] - nearest[3 * i + k]);
    distances[i] = Math.hypot(...gap);
    if (distances[i] > FLAT) for (let k = 0; k < 3; k++) normals[3 * i + k] = gap[k] / distances[i];
  }
  return { similarity, distances, nearest, normals };
}

/**
 * Moves a mesh so that the points lie on it, by Levenberg-Marquardt on their distances from its surface:
 *   min over s, R, t of sum_i d(p_i, s R M + t)^2, s fixed where `mode` is rigid
 * The points stay, so that a small mesh cannot shrink its errors.
 * @param points [N, 3]
 */
export function alignToSurface(
  kernels: Kernels,
  surface: TargetSurface,
  points: Float64Array,
  { start, mode }: AlignmentStart,
): SurfaceAlignment {
  const count = points.length / 3;
  const centre = [0, 1, 2].map((k) => mean(points, k));
  let square = 0;
  for (let i = 0; i < points.length; i++) square += (points[i] - centre[i % 3]) ** 2;
  const size = Math.sqrt(square / count);
  const columns = mode === 'similarity' ? 7 : 6;
  let state = distancesTo(kernels, surface, points, start);
  let cost = sumOfSquares(state.distances);
  let damping = 1e-3;
  for (let step = 0; step < STEPS; step++) {
    const { hessian, gradient } = equations(state, centre, size, columns);
    const before = cost;
    while (damping < MAX_DAMPING) {
      const damped = hessian.slice();
      for (let k = 0; k < columns; k++) damped[k * columns + k] += damping * (hessian[k * columns + k] + 1e-12);
      const move = solveCholesky(damped, gradient.slice());
      const trial =
        move === null ? null : distancesTo(kernels, surface, points, moved(state.similarity, move, centre, size));
      const trialCost = trial === null ? Number.POSITIVE_INFINITY : sumOfSquares(trial.distances);
      if (trial !== null && trialCost < cost) {
        state = trial;
        cost = trialCost;
        damping /= 5;
        break;
      }
      damping *= 5;
    }
    if (before - cost < 1e-7 * before + 1e-10 * count) break;
  }
  return { similarity: state.similarity, distances: state.distances };
}

/** Normal equations of the distances over turn, shift and growth about the points' centre. */
function equations(
  { nearest, normals, distances }: ReturnType<typeof distancesTo>,
  centre: readonly number[],
  size: number,
  columns: number,
): { hessian: Float64Array; gradient: Float64Array } {
  const hessian = new Float64Array(columns * columns);
  const gradient = new Float64Array(columns);
  for (let i = 0; i < distances.length; i++) {
    const [x, y, z] = centre.map((c, k) => (nearest[3 * i + k] - c) / size);
    const [a, b, c] = normals.subarray(3 * i, 3 * i + 3);
    const row = [y * c - z * b, z * a - x * c, x * b - y * a, a, b, c, x * a + y * b + z * c];
    for (let r = 0; r < columns; r++) {
      gradient[r] += row[r] * distances[i];
      for (let k = 0; k < columns; k++) hessian[r * columns + k] += row[r] * row[k];
    }
  }
  return { hessian, gradient };
}

function moved(
  { scale, rotation, translation }: Similarity,
  move: Float64Array,
  centre: readonly number[],
  size: number,
): Similarity {
  const turn = rotationFromAxisAngle(move[0] / size, move[1] / size, move[2] / size);
  const grow = move.length > 6 ? 1 + move[6] / size : 1;
  const arm = applySimilarity(
    { scale: grow, rotation: turn, translation: new Float64Array(3) },
    translation.map((t, k) => t - centre[k]),
  );
  return {
    scale: scale * grow,
    rotation: multiply3(turn, rotation),
    translation: arm.map((x, k) => x + centre[k] + move[3 + k]),
  };
}

function mean(points: Float64Array, axis: number): number {
  let sum = 0;
  for (let i = axis; i < points.length; i += 3) sum += points[i];
  return (3 * sum) / points.length;
}

function sumOfSquares(values: Float64Array): number {
  return values.reduce((sum, x) => sum + x * x, 0);
}
