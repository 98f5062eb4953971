import { describe, expect, it } from 'vitest';
import type { Observation } from '../../../src/fitting/evidence/landmarks/observation.ts';
import { CLOSURE, closureTerm } from '../../../src/fitting/terms/closure-term.ts';
import type { HeldTerm } from '../../../src/fitting/terms/term.ts';
import { unknownCount } from '../../../src/fitting/unknowns/head-state.ts';
import { freeRig, type RigLayout, rigidRig } from '../../../src/fitting/unknowns/rig.ts';
import type { ViewExpressions } from '../../../src/fitting/unknowns/view-expressions.ts';
import type { Camera } from '../../../src/geometry/camera.ts';
import { plainKernels } from '../../../src/kernels/runtime/plain-kernels.ts';
import { expectClose } from '../../helpers/close.ts';
import {
  expectRowsOf,
  freePoints,
  fromRows,
  numericJacobian,
  originOf,
  seenAt,
  weightedSquare,
} from '../../helpers/fitting/free-points.ts';
import { turnedCamera } from '../../helpers/fitting/textured-views.ts';
import { normals } from '../../helpers/gradient-check.ts';

const COUNT = 11;
const FACTOR = 0.4;
const SIGMA_MM = 0.7;
/** MediaPipe's landmarks above and below each gap: five of the lips, three of either eye. */
const UPPER = [13, 82, 312, 81, 311, 159, 158, 160, 386, 385, 387];
const LOWER = [14, 87, 317, 178, 402, 145, 153, 144, 374, 380, 373];
/** The fourth is turned so far that one lip hides the gap; its pixels are not square, nor are the others' alike. */
const cameras: Camera[] = [0, 0.3, -0.25, 0.9].map((yaw, v) => ({ ...turnedCamera(yaw), fx: 90 + v, fy: 80 - 3 * v }));
const differences = normals(3 * COUNT, 11, 3);

/** The second gap's lower lip has no confidence, the first's upper more than a whole one; the third view has no landmarks. */
const observations: (Observation | null)[] = cameras.map((_, v) =>
  v === 2
    ? null
    : {
        points: normals(2 * 468, 50 + v, 4),
        confidence: Float64Array.from({ length: 468 }, (_, l) =>
          l === 87 ? 0 : l === 13 || l === 14 ? 5 : 0.5 + l / 1e3,
        ),
      },
);

/** Residuals in mm of the views that count, two a gap, and the weights of their squares. The cameras hold still. */
function residuals(seen: readonly ArrayLike<number>[]) {
  return [0, 1].flatMap((v) => {
    const { points, confidence } = observations[v] as Observation;
    const { rotation, translation, fx, fy } = cameras[v];
    return UPPER.map((upper, i) => {
      const lower = LOWER[i];
      const gaps = [0, 1].map(
        (axis) => ((points[2 * upper + axis] - points[2 * lower + axis]) * translation[2]) / [fx, fy][axis],
      );
      const offset = gaps.map((gap, axis) => {
        const shown = [0, 1, 2].reduce((sum, k) => sum + rotation[3 * axis + k] * seen[v][3 * i + k], 0);
        return shown - gap;
      });
      // Lips are a share of their gap off besides.
      const error = i < 5 ? 0.1 * Math.hypot(...gaps) : 0;
      const weight = (FACTOR * Math.min(1, confidence[upper], confidence[lower])) / (SIGMA_MM ** 2 + error ** 2);
      return { offset, weight };
    });
  });
}

function lossOf(seen: readonly ArrayLike<number>[]): number {
  return residuals(seen).reduce((sum, { offset, weight }) => sum + (weight * (offset[0] ** 2 + offset[1] ** 2)) / 2, 0);
}

const groups: ViewExpressions = { group: Int32Array.of(0, 1, 0, -1), groupCount: 2, columnCount: 6 };
const RIGS: readonly (readonly [string, RigLayout])[] = [
  ['free cameras', freeRig(Int32Array.of(0, 0, 1, -1))],
  ['a given rig', rigidRig(4, true)],
];

const termAt = () => closureTerm(observations, { gapSigmaMm: SIGMA_MM, partedShare: 0.1 }, FACTOR);

describe('closure term', () => {
  it('is the weighted square of the gaps in the views that show them', () => {
    const expected = lossOf(cameras.map(() => differences));
    expect(expected).toBeGreaterThan(1);
    expectClose([fromRows(freePoints(RIGS[0][1], groups, cameras, differences), termAt).loss], [expected], {
      rtol: 1e-12,
    });
  });

  it.each(RIGS)('its rows have its loss and gradient with the cameras held, %s', (_, layout) => {
    const free = freePoints(layout, groups, cameras, differences);
    expectRowsOf(free, termAt, ({ points }) => lossOf(points), { rtol: 1e-6, atol: 1e-7 });
    const still = new Float64Array(layout.parameterCount);
    const { equations, gradient } = fromRows(free, termAt);
    expectClose(equations.gradient.subarray(0, layout.parameterCount), still, {});
    expectClose(gradient.subarray(0, layout.parameterCount), still, {});
  });

  it.each(RIGS)('its rows give H = J^T W J with the cameras held, %s', (_, layout) => {
    const free = freePoints(layout, groups, cameras, differences);
    const jacobian = numericJacobian(
      (x) => residuals(seenAt(free, x).points).flatMap(({ offset }) => offset),
      unknownCount(free),
      1e-5,
    );
    const weights = residuals(cameras.map(() => differences)).flatMap(({ weight }) => [weight, weight]);
    const { hessian } = fromRows(free, termAt).equations;
    expect(Math.max(...hessian)).toBeGreaterThan(0.5);
    expectClose(hessian, weightedSquare(jacobian, weights), { rtol: 1e-6, atol: 1e-6 });
  });

  it('of a stage has its weight, and no fused path', () => {
    const noise = { sigmaMm: 5, kappa: 3, errorByYaw: [[0, 1]] as const, gapSigmaMm: SIGMA_MM, partedShare: 0.1 };
    const stage = { kernels: plainKernels(), landmarks: observations, bias: null, noise, pixels: null };
    const free = freePoints(RIGS[0][1], groups, cameras, differences);
    const held = CLOSURE.open(stage, FACTOR).hold(seenAt(free, originOf(free)), null) as HeldTerm;
    expectClose([fromRows(free, held.rows).loss], [lossOf(cameras.map(() => differences))], { rtol: 1e-12 });
    expect(held.fused).toBeUndefined();
  });
});
