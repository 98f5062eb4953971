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
/** Dense scans say more than any prior: it only holds what no point sees. */
export const SCAN_PRIOR_FACTOR = 0.1;

/**
 * Distances of places on the skin from their scan points, along the scan's normals and a little between the points:
 *   L = c sum_i w_i (sqrt(k^2 + (1 - a)(n_i . d_i)^2 + a |d_i|^2) - k)/s,   d_i = sum_c b_ic v_c - x_i,   c = points/sum w
 * @param positions [V, 3]
 * @param gradOut [V, 3] accumulated into
 */
export function scanLoss(
  pairs: ScanPairs,
  positions: ArrayLike<number>,
  { sigma, knee, pointShare, points }: ScanTermOptions,
  gradOut: RealArray,
): number {
  const { count, vertices, barycentric, targets, normals, weights } = pairs;
  const total = weights.reduce((a, b) => a + b, 0);
  if (total === 0) return 0;
  const d = new Float64Array(3);
  let loss = 0;
  for (let i = 0; i < count; i++) {
    let [along, square] = [0, 0];
    for (let k = 0; k < 3; k++) {
      d[k] = -targets[3 * i + k];
      for (let c = 0; c < 3; c++) d[k] += barycentric[3 * i + c] * positions[3 * vertices[3 * i + c] + k];
      along += normals[3 * i + k] * d[k];
      square += d[k] * d[k];
    }
    const root = Math.sqrt(knee * knee + (1 - pointShare) * along * along + pointShare * square);
    const weight = (points * weights[i]) / (total * sigma);
    loss += weight * (root - knee);
    for (let k = 0; k < 3; k++) {
      const g = (weight / root) * ((1 - pointShare) * along * normals[3 * i + k] + pointShare * d[k]);
      for (let c = 0; c < 3; c++) gradOut[3 * vertices[3 * i + c] + k] += barycentric[3 * i + c] * g;
    }
  }
  return loss;
}

/**
 * The same cost as reweighted squares: L ~ sum_i W_i ((1 - a)(n_i . d_i)^2 + a |d_i|^2)/2 with W_i = c w_i/(s root_i).
 * @param places of the pairs on the skin [N, 3] @returns W [N]
 */
export function pairWeights(
  { count, targets, normals, weights }: ScanPairs,
  places: ArrayLike<number>,
  { sigma, knee, pointShare, points }: ScanTermOptions,
): Float64Array {
  const total = weights.reduce((a, b) => a + b, 0);
  return Float64Array.from({ length: count }, (_, i) => {
    let [along, square] = [0, 0];
    for (let k = 0; k < 3; k++) {
      const d = places[3 * i + k] - targets[3 * i + k];
      along += normals[3 * i + k] * d;
      square += d * d;
    }
    const root = Math.sqrt(knee * knee + (1 - pointShare) * along * along + pointShare * square);
    return (points * weights[i]) / (total * sigma * root);
  });
}
