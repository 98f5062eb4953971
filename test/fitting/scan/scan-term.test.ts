import { describe, it } from 'vitest';
import type { ScanPairs } from '../../../src/fitting/scan/scan-pairs.ts';
import { pairCosts, SCAN_TERM, scanLoss } from '../../../src/fitting/scan/scan-term.ts';
import { expectClose } from '../../helpers/close.ts';
import { checkGradient, normals } from '../../helpers/gradient-check.ts';

function randomPairs(count: number, vertexCount: number): ScanPairs {
  const unit = normals(3 * count, 5);
  for (let i = 0; i < count; i++) {
    const length = Math.hypot(unit[3 * i], unit[3 * i + 1], unit[3 * i + 2]);
    for (let k = 0; k < 3; k++) unit[3 * i + k] /= length;
  }
  return {
    count,
    vertices: Uint32Array.from({ length: 3 * count }, (_, i) => (7 * i + (i % 5)) % vertexCount),
    barycentric: Float64Array.from({ length: 3 * count }, (_, i) => [0.2, 0.5, 0.3][i % 3]),
    targets: normals(3 * count, 6),
    normals: unit,
    weights: Float64Array.from({ length: count }, (_, i) => 0.2 + (i % 4) / 4),
  };
}

describe('the cost of distances from a scan', () => {
  const pairs = randomPairs(40, 12);
  const positions = normals(36, 7);

  it('has the gradient that central differences see', () => {
    checkGradient(
      (x) => scanLoss(pairs, x, SCAN_TERM, new Float64Array(36)),
      (x) => {
        const out = new Float64Array(36);
        scanLoss(pairs, x, SCAN_TERM, out);
        return out;
      },
      positions,
    );
  });

  it('is what the reweighted squares pull at', () => {
    const places = Float64Array.from({ length: 120 }, (_, i) => {
      let sum = 0;
      for (let c = 0; c < 3; c++)
        sum +=
          pairs.barycentric[3 * Math.floor(i / 3) + c] *
          positions[3 * pairs.vertices[3 * Math.floor(i / 3) + c] + (i % 3)];
      return sum;
    });
    const weights = pairCosts(pairs, places, SCAN_TERM).weights;
    const pull = new Float64Array(36);
    for (let i = 0; i < 40; i++) {
      const d = [0, 1, 2].map((k) => places[3 * i + k] - pairs.targets[3 * i + k]);
      const along = d.reduce((sum, x, k) => sum + x * pairs.normals[3 * i + k], 0);
      for (let k = 0; k < 3; k++)
        for (let c = 0; c < 3; c++)
          pull[3 * pairs.vertices[3 * i + c] + k] +=
            pairs.barycentric[3 * i + c] *
            weights[i] *
            ((1 - SCAN_TERM.pointShare) * along * pairs.normals[3 * i + k] + SCAN_TERM.pointShare * d[k]);
    }
    const gradient = new Float64Array(36);
    scanLoss(pairs, positions, SCAN_TERM, gradient);
    expectClose(pull, gradient, { rtol: 1e-12, atol: 1e-9 });
  });

  it('is c sum w (sqrt(k^2 + (1 - a)(n . d)^2 + a |d|^2) - k)/s, c the points over sum w', () => {
    const places = normals(120, 8);
    const { sigma, knee, pointShare, points } = SCAN_TERM;
    let [sum, total] = [0, 0];
    for (let i = 0; i < 40; i++) {
      const d = [0, 1, 2].map((k) => places[3 * i + k] - pairs.targets[3 * i + k]);
      const along = d.reduce((s, x, k) => s + x * pairs.normals[3 * i + k], 0);
      const square = (1 - pointShare) * along ** 2 + pointShare * (d[0] ** 2 + d[1] ** 2 + d[2] ** 2);
      sum += pairs.weights[i] * (Math.sqrt(knee ** 2 + square) - knee);
      total += pairs.weights[i];
    }
    expectClose([pairCosts(pairs, places, SCAN_TERM).loss], [(points * sum) / (total * sigma)], { rtol: 1e-12 });
  });
});
