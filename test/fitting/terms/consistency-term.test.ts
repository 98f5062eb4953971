import { describe, expect, it } from 'vitest';
import { consistencyLoss, consistencyTerm, probeFeatures } from '../../../src/fitting/terms/consistency-term.ts';
import type { SeenPoints } from '../../../src/fitting/terms/term.ts';
import { unknownCount } from '../../../src/fitting/unknowns/head-state.ts';
import { plainKernels } from '../../../src/kernels/runtime/plain-kernels.ts';
import { expectClose } from '../../helpers/close.ts';
import { COUNT, cameras, groups, images, points, RIGS } from '../../helpers/fitting/compared-views.ts';
import { expectRowsOf, freePoints, fromRows, numericJacobian, seenAt } from '../../helpers/fitting/free-points.ts';
import { throughPixels } from '../../helpers/fitting/pixel-gradient.ts';

const HUBER = 1.5;
const FACTOR = 1.3;
const kernels = plainKernels();
type Seen = Pick<SeenPoints, 'cameras' | 'points'>;
const unmoved: Seen = { cameras, points: cameras.map(() => points) };

function probesOf({ cameras, points }: Seen) {
  return probeFeatures(kernels, images, cameras, points);
}
function termAt(scale: number) {
  return (seen: Seen) => consistencyTerm({ scale, factor: FACTOR }, probesOf(seen));
}

/** What the rows should hold, worked out from the values alone: each value's residual against its point's mean, in scales, its weight w, and the weight W of its square. */
function robustWeights(scale: number, seen: Seen) {
  const { value, weight } = probesOf(seen);
  const residuals = new Float64Array(value.length);
  const weights = new Float64Array(value.length);
  for (let i = 0; i < COUNT; i++) {
    const seen = [0, 1, 2].map((v) => v * COUNT + i).filter((k) => weight[k] > 0);
    if (seen.length < 2) continue;
    const total = seen.reduce((sum, k) => sum + weight[k], 0);
    const mean = seen.reduce((sum, k) => sum + weight[k] * value[k], 0) / total;
    for (const k of seen) {
      residuals[k] = (value[k] - mean) / scale;
      weights[k] = ((FACTOR * weight[k]) / scale ** 2) * Math.min(1, HUBER / Math.abs(residuals[k]));
    }
  }
  return { residuals, weights, visibility: weight };
}

/** L = factor sum w huber(r/s). */
function lossOf(scale: number, seen: Seen): number {
  const { residuals, visibility } = robustWeights(scale, seen);
  return residuals.reduce((sum, r, k) => {
    const size = Math.abs(r);
    return sum + FACTOR * visibility[k] * (size <= HUBER ? size ** 2 / 2 : HUBER * size - HUBER ** 2 / 2);
  }, 0);
}

const QUADRATIC = 50;
const ROBUST = 0.3;
const CASES = [QUADRATIC, ROBUST].flatMap((scale) => RIGS.map(([rig, layout]) => ({ scale, rig, layout })));

describe('consistency term', () => {
  it('is tried where its robust weights matter', () => {
    const sizes = Array.from(robustWeights(ROBUST, unmoved).residuals, Math.abs).filter((size) => size > 0);
    expect(sizes.filter((size) => size > HUBER).length).toBeGreaterThan(5);
    expect(sizes.filter((size) => size < HUBER).length).toBeGreaterThan(5);
    expect(Math.max(...Array.from(robustWeights(QUADRATIC, unmoved).residuals, Math.abs))).toBeLessThan(HUBER);
  });

  it.each(CASES)('its rows have its loss and gradient, mean and all: scale $scale, $rig', ({ scale, layout }) => {
    const free = freePoints(layout, groups, cameras, points);
    const { gradient } = fromRows(free, termAt(scale));
    const size = Math.max(...Array.from(gradient, Math.abs));
    expect(size).toBeGreaterThan(1e-4);
    expectRowsOf(free, termAt(scale), (seen) => lossOf(scale, seen), { rtol: 1e-5, atol: 1e-6 * size, step: 1e-7 });
  });

  it.each(CASES)('its fused path has the loss and gradient of its rows: scale $scale, $rig', ({ scale, layout }) => {
    const free = freePoints(layout, groups, cameras, points);
    const { loss, gradient } = fromRows(free, termAt(scale));
    const pixels = new Float64Array(2 * 3 * COUNT);
    const fused = consistencyLoss(kernels, { scale, factor: FACTOR }, probesOf(unmoved), pixels);
    expectClose([fused], [loss], { rtol: 1e-12 });
    const size = Math.max(...Array.from(gradient, Math.abs));
    expectClose(throughPixels(free, pixels), gradient, { rtol: 1e-9, atol: 1e-12 * size });
  });

  it.each([QUADRATIC, ROBUST])('says nothing of a point that one view alone sees, scale %f', (scale) => {
    const free = freePoints(RIGS[0][1], groups, cameras, points);
    const C = free.rig.parameterCount;
    expectClose(fromRows(free, termAt(scale)).gradient.subarray(C + 9, C + 12), [0, 0, 0], {});
    const pixels = new Float64Array(2 * 3 * COUNT);
    consistencyLoss(kernels, { scale, factor: FACTOR }, probesOf(unmoved), pixels);
    expectClose(throughPixels(free, pixels).subarray(C + 9, C + 12), [0, 0, 0], {});
  });

  it.each(CASES)(
    'its rows give H = J^T W J less what the eliminated means take, scale $scale, $rig',
    ({ scale, layout }) => {
      const free = freePoints(layout, groups, cameras, points);
      const { weights } = robustWeights(scale, unmoved);
      const unknowns = unknownCount(free);
      const jacobian = numericJacobian((x) => Float64Array.from(probesOf(seenAt(free, x)).value), unknowns, 1e-7);
      const expected = new Float64Array(unknowns * unknowns);
      for (let i = 0; i < COUNT; i++) {
        const rows = [0, 1, 2].map((v) => v * COUNT + i).filter((k) => weights[k] > 0);
        const total = rows.reduce((sum, k) => sum + weights[k], 0);
        const mean = new Float64Array(unknowns);
        for (const k of rows) for (let a = 0; a < unknowns; a++) mean[a] += (weights[k] * jacobian[k][a]) / total;
        for (const k of rows)
          for (let a = 0; a < unknowns; a++)
            for (let b = 0; b <= a; b++)
              expected[a * unknowns + b] += weights[k] * (jacobian[k][a] - mean[a]) * (jacobian[k][b] - mean[b]);
      }
      const { hessian } = fromRows(free, termAt(scale)).equations;
      const size = Math.max(...hessian);
      expect(size).toBeGreaterThan(0);
      expectClose(hessian, expected, { rtol: 1e-5, atol: 1e-6 * size });
    },
  );
});
