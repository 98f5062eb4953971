import { pointPositions, pointPositionsBackward } from '../../head/shape/shape-space.ts';
import type { RealArray } from '../../kernels/kernel.ts';
import type { ScanPairs } from './scan-pairs.ts';

/** What a distance of the skin from a scan costs. */
export interface ScanTermOptions {
  /** mm at which a distance costs one */
  readonly sigma: number;
  /** Below it the cost is quadratic, above it linear, mm. */
  readonly knee: number;
  /** Share of distances between points beside those along the scan's normals: holds what would slide. */
  readonly pointShare: number;
  /** What all pairs together count as. */
  readonly points: number;
}

/** As the prototype of [ASM23]'s capacity experiment on dense scans; a scan counts as so many independent points. */
export const SCAN_TERM: ScanTermOptions = { sigma: 0.3, knee: 0.2, pointShare: 0.05, points: 2500 };

/** What pairs cost, and how much each weighs in reweighted squares. */
export interface PairCosts {
  readonly loss: number;
  /** W [N]: L ~ sum_i W_i ((1 - a)(n_i . d_i)^2 + a |d_i|^2)/2 has the loss's gradient */
  readonly weights: Float64Array;
}

/**
 * Distances of places on the skin from their scan points, along the scan's normals and a little between the points:
 *   L = c sum_i w_i (root_i - k)/s,  root_i = sqrt(k^2 + (1 - a)(n_i . d_i)^2 + a |d_i|^2),  d_i = place_i - x_i,
 *   c = points/sum w,  W_i = c w_i/(s root_i)
 * @param places of the pairs on the skin [N, 3]
 */
export function pairCosts(
  { count, targets, normals, weights }: ScanPairs,
  places: ArrayLike<number>,
  { sigma, knee, pointShare, points }: ScanTermOptions,
): PairCosts {
  const total = weights.reduce((a, b) => a + b, 0);
  const out = new Float64Array(count);
  let loss = 0;
  for (let i = 0; i < count && total > 0; i++) {
    let [along, square] = [0, 0];
    for (let k = 0; k < 3; k++) {
      const d = places[3 * i + k] - targets[3 * i + k];
      along += normals[3 * i + k] * d;
      square += d * d;
    }
    const root = Math.sqrt(knee * knee + (1 - pointShare) * along * along + pointShare * square);
    const weight = (points * weights[i]) / (total * sigma);
    loss += weight * (root - knee);
    out[i] = weight / root;
  }
  return { loss, weights: out };
}

/**
 * {@link pairCosts} of a skin, d_i = sum_c b_ic v_c - x_i, and the gradient W ((1 - a)(n . d) n + a d).
 * @param positions [V, 3]
 * @param gradOut [V, 3] accumulated into
 */
export function scanLoss(
  pairs: ScanPairs,
  positions: ArrayLike<number>,
  options: ScanTermOptions,
  gradOut: RealArray,
): number {
  const { count, vertices, barycentric, targets, normals } = pairs;
  const { pointShare } = options;
  const points = { count, arity: 3, vertices, weights: barycentric };
  const gradient = pointPositions(points, positions);
  const { loss, weights } = pairCosts(pairs, gradient, options);
  for (let i = 0; i < count; i++) {
    let along = 0;
    for (let k = 0; k < 3; k++) along += normals[3 * i + k] * (gradient[3 * i + k] - targets[3 * i + k]);
    for (let k = 0; k < 3; k++) {
      const d = gradient[3 * i + k] - targets[3 * i + k];
      gradient[3 * i + k] = weights[i] * ((1 - pointShare) * along * normals[3 * i + k] + pointShare * d);
    }
  }
  pointPositionsBackward(points, gradient, gradOut);
  return loss;
}
