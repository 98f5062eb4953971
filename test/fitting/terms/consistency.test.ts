import { describe, expect, it } from 'vitest';
import { type ConsistencyTerm, consistencyLoss, consistencyRows, probeFeatures, residualScale } from '../../../src/fitting/terms/consistency-term.ts';
import type { ViewExpressions } from '../../../src/fitting/unknowns/view-expressions.ts';
import { type Camera, packCamera } from '../../../src/geometry/camera.ts';
import { freeRig, type RigLayout, rigidRig } from '../../../src/fitting/unknowns/rig.ts';
import { plainKernels } from '../../../src/kernels/runtime/plain-kernels.ts';
import { CAMERA_GRADIENT, CAMERA_NUMBERS, PROJECT_BACKWARD } from '../../../src/kernels/jobs/points/projection.ts';
import { expectClose } from '../../helpers/close.ts';
import { equationsOf, type FreePoints, movedBy, numericJacobian, unknownCount } from '../../helpers/free-points.ts';
import { checkGradient, normals } from '../../helpers/gradient-check.ts';
import { texturedFeature, turnedCamera } from '../../helpers/textured-views.ts';

const COUNT = 8;
const HUBER = 1.5;
const kernels = plainKernels();
const cameras = [turnedCamera(0), turnedCamera(0.3), turnedCamera(-0.25)];
const points = normals(3 * COUNT, 8, 8);
const here = cameras.map(() => points);

/** The first view alone sees the fourth point; the third does not see the sixth. */
const base: Omit<ConsistencyTerm, 'scale'> = {
  features: [1, 2, 3].map((seed) => texturedFeature(kernels, seed)),
  visibility: {
    weights: cameras.map((_, v) =>
      Float64Array.from({ length: COUNT }, (_, i) =>
        (i === 3 && v > 0) || (i === 5 && v === 2) ? 0 : 0.3 + 0.2 * v + 0.05 * i,
      ),
    ),
    footprints: cameras.map((_, v) =>
      Float64Array.from({ length: 4 * COUNT }, (_, i) => [0.9, 0.1, -0.1 * v, 0.8][i % 4]),
    ),
  },
  factor: 1.3,
};

// The term as this file knows it.
function probesOf(cameras: readonly Camera[], seen: readonly Float64Array[]) {
  return probeFeatures(kernels, base, cameras, seen);
}
function lossOf(scale: number, cameras: readonly Camera[], seen: readonly Float64Array[]): number {
  return consistencyLoss(kernels, { ...base, scale }, probesOf(cameras, seen), new Float64Array(2 * 3 * COUNT));
}
function pixelGradient(scale: number, cameras: readonly Camera[], seen: readonly Float64Array[]): Float64Array {
  const out = new Float64Array(2 * cameras.length * COUNT);
  consistencyLoss(kernels, { ...base, scale }, probesOf(cameras, seen), out);
  return out;
}
function equations(scale: number, free: FreePoints) {
  return equationsOf(free, 1, (cameras, seen, rows) =>
    consistencyRows({ ...base, scale }, probesOf(cameras, seen), free.layout, cameras, seen, rows),
  );
}

/** The values [V, N] of a step's points, to be differentiated. */
function valuesAt(free: FreePoints, x: Float64Array): Float64Array {
  const moved = movedBy(free, x);
  return Float64Array.from(probesOf(moved.cameras, moved.seen).value);
}

/** What the rows should hold at the unmoved points, worked out from the values alone: each value's residual against its point's mean, in scales, and the weight W of its square. */
function robustWeights(scale: number): { residuals: Float64Array; weights: Float64Array } {
  const { value, weight } = probesOf(cameras, here);
  const residuals = new Float64Array(value.length);
  const weights = new Float64Array(value.length);
  for (let i = 0; i < COUNT; i++) {
    const seen = [0, 1, 2].map((v) => v * COUNT + i).filter((k) => weight[k] > 0);
    if (seen.length < 2) continue;
    const total = seen.reduce((sum, k) => sum + weight[k], 0);
    const mean = seen.reduce((sum, k) => sum + weight[k] * value[k], 0) / total;
    for (const k of seen) {
      residuals[k] = (value[k] - mean) / scale;
      weights[k] = ((base.factor * weight[k]) / scale ** 2) * Math.min(1, HUBER / Math.abs(residuals[k]));
    }
  }
  return { residuals, weights };
}

/** sum_i min_m sum_v W_vi (c_vi - m)^2/2: what iteratively reweighted least squares lowers, its weights held. */
function heldWeightLoss(values: Float64Array, weights: Float64Array): number {
  let loss = 0;
  for (let i = 0; i < COUNT; i++) {
    const seen = [0, 1, 2].map((v) => v * COUNT + i).filter((k) => weights[k] > 0);
    const total = seen.reduce((sum, k) => sum + weights[k], 0);
    const mean = seen.reduce((sum, k) => sum + weights[k] * values[k], 0) / total;
    for (const k of seen) loss += (weights[k] * (values[k] - mean) ** 2) / 2;
  }
  return loss;
}

const QUADRATIC = 50;
const ROBUST = 0.3;
const groups: ViewExpressions = { group: Int32Array.of(0, 1, -1), groupCount: 2, columnCount: 6 };
const RIGS: readonly (readonly [string, RigLayout])[] = [
  ['free cameras', freeRig(Int32Array.of(0, 0, 1))],
  ['a given rig of unknown size', rigidRig(3, true)],
  ['a metric rig', rigidRig(3, false)],
];
const CASES = [QUADRATIC, ROBUST].flatMap((scale) => RIGS.map(([rig, layout]) => ({ scale, rig, layout })));

describe('consistency term', () => {
  it('is tried where its robust weights matter', () => {
    const sizes = Array.from(robustWeights(ROBUST).residuals, Math.abs).filter((size) => size > 0);
    expect(sizes.filter((size) => size > HUBER).length).toBeGreaterThan(5);
    expect(sizes.filter((size) => size < HUBER).length).toBeGreaterThan(5);
    expect(Math.max(...Array.from(robustWeights(QUADRATIC).residuals, Math.abs))).toBeLessThan(HUBER);
  });

  it.each([QUADRATIC, ROBUST])('is Huber of the residuals against the weighted mean, scale %f', (scale) => {
    const { residuals } = robustWeights(scale);
    const { weight } = probesOf(cameras, here);
    const expected = residuals.reduce((sum, r, k) => {
      const size = Math.abs(r);
      return sum + base.factor * weight[k] * (size <= HUBER ? size ** 2 / 2 : HUBER * size - HUBER ** 2 / 2);
    }, 0);
    expectClose([lossOf(scale, cameras, here)], [expected], { rtol: 1e-12 });
  });

  it.each([QUADRATIC, ROBUST])('has the gradient of central differences, scale %f', (scale) => {
    const gradient = (x: Float64Array): Float64Array => {
      const pixels = pixelGradient(scale, cameras, [x, x, x]);
      const out = new Float64Array(x.length);
      cameras.forEach((camera, v) => {
        PROJECT_BACKWARD.plain({
          camera: packCamera(camera, new Float64Array(CAMERA_NUMBERS)),
          points: x,
          count: COUNT,
          gradPixels: pixels.subarray(2 * COUNT * v, 2 * COUNT * (v + 1)),
          gradDepths: new Float64Array(COUNT),
          gradPoints: out,
          gradCamera: new Float64Array(CAMERA_GRADIENT),
        });
      });
      return out;
    };
    checkGradient((x) => lossOf(scale, cameras, [x, x, x]), gradient, points, {
      rtol: 1e-5,
      atol: 1e-5 / scale ** 2,
      step: 1e-7,
    });
  });

  it.each(CASES)('its rows have its loss: scale $scale, $rig', ({ scale, layout }) => {
    const free: FreePoints = { layout, expressions: groups, cameras, points };
    expectClose([equations(scale, free).loss], [lossOf(scale, cameras, here)], { rtol: 1e-12 });
  });

  it.each(RIGS)('its rows have its gradient where all residuals are quadratic, %s', (_, layout) => {
    const free: FreePoints = { layout, expressions: groups, cameras, points };
    const lossAt = (x: Float64Array): number => {
      const moved = movedBy(free, x);
      return lossOf(QUADRATIC, moved.cameras, moved.seen);
    };
    const { gradient } = equations(QUADRATIC, free).equations;
    const size = Math.max(...Array.from(gradient, Math.abs));
    checkGradient(lossAt, () => gradient, new Float64Array(unknownCount(free)), {
      rtol: 1e-5,
      atol: 1e-6 * size,
      step: 1e-7,
    });
  });

  it.each(CASES)(
    'its rows have the gradient of the squares under their held weights, mean eliminated: scale $scale, $rig',
    ({ scale, layout }) => {
      const free: FreePoints = { layout, expressions: groups, cameras, points };
      const { weights } = robustWeights(scale);
      const { gradient } = equations(scale, free).equations;
      const size = Math.max(...Array.from(gradient, Math.abs));
      checkGradient(
        (x) => heldWeightLoss(valuesAt(free, x), weights),
        () => gradient,
        new Float64Array(unknownCount(free)),
        { rtol: 1e-5, atol: 1e-6 * size, step: 1e-7 },
      );
    },
  );

  // The loss differentiates through the mean under the plain weights w; the rows re-weigh the mean with W.
  it.each(RIGS)(
    'its rows differ from its gradient by F sum J (w/sum w - W/sum W), F the sum of slopes, %s',
    (_, layout) => {
      const free: FreePoints = { layout, expressions: groups, cameras, points };
      const unknowns = unknownCount(free);
      const { weight } = probesOf(cameras, here);
      const { residuals, weights } = robustWeights(ROBUST);
      const jacobian = numericJacobian((x) => valuesAt(free, x), unknowns, 1e-7);
      const [slope] = numericJacobian(
        (x) => {
          const moved = movedBy(free, x);
          return [lossOf(ROBUST, moved.cameras, moved.seen)];
        },
        unknowns,
        1e-7,
      );
      const { gradient } = equations(ROBUST, free).equations;
      const size = Math.max(...Array.from(gradient, Math.abs));
      const expected = slope.slice();
      for (let i = 0; i < COUNT; i++) {
        const seen = [0, 1, 2].map((v) => v * COUNT + i).filter((k) => weights[k] > 0);
        const sum = (of: (k: number) => number): number => seen.reduce((total, k) => total + of(k), 0);
        const F = sum((k) => weights[k] * residuals[k] * ROBUST);
        for (const k of seen) {
          const share = weight[k] / sum((k) => weight[k]) - weights[k] / sum((k) => weights[k]);
          for (let a = 0; a < unknowns; a++) expected[a] += F * share * jacobian[k][a];
        }
      }
      expectClose(gradient, expected, { rtol: 1e-5, atol: 1e-6 * size });
      expect(Math.max(...gradient.map((g, a) => Math.abs(g - slope[a])))).toBeGreaterThan(1e-3 * size);
    },
  );

  it.each(CASES)(
    'its rows give H = J^T W J less what the eliminated means take, scale $scale, $rig',
    ({ scale, layout }) => {
      const free: FreePoints = { layout, expressions: groups, cameras, points };
      const { weights } = robustWeights(scale);
      const unknowns = unknownCount(free);
      const jacobian = numericJacobian((x) => valuesAt(free, x), unknowns, 1e-7);
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
      const { hessian } = equations(scale, free).equations;
      const size = Math.max(...hessian);
      expect(size).toBeGreaterThan(0);
      expectClose(hessian, expected, { rtol: 1e-5, atol: 1e-6 * size });
    },
  );

  it('takes its scale from the median residual of the samples that two views see', () => {
    const sizes = robustWeights(1).residuals.map(Math.abs).sort();
    // Three values no view shows, and one a view alone.
    const counted = sizes.subarray(sizes.length - (3 * COUNT - 4));
    const expected = 1.4826 * counted[counted.length >> 1];
    expectClose([residualScale(probesOf(cameras, here))], [expected], { rtol: 1e-12 });
    // Four samples are seen twice, the others once.
    const few = new Float64Array(3 * COUNT).fill(1, 0, COUNT + 4);
    const { value } = probesOf(cameras, here);
    const halves = [0, 1, 2, 3].map((i) => Math.abs(value[i] - value[COUNT + i]) / 2).sort((a, b) => a - b);
    expectClose([residualScale({ ...probesOf(cameras, here), weight: few })], [1.4826 * halves[2]], { rtol: 1e-12 });
    const alone = { ...probesOf(cameras, here), weight: new Float64Array(3 * COUNT).fill(1, 0, COUNT) };
    expect(residualScale(alone)).toBeNaN();
    const flat = { ...probesOf(cameras, here), value: new Float64Array(3 * COUNT) };
    expect(residualScale(flat)).toBe(1e-3);
  });
});
