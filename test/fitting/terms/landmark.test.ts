import { describe, expect, it } from 'vitest';
import { type LandmarkView, landmarkLoss, landmarkRows } from '../../../src/fitting/terms/landmark-term.ts';
import type { ViewExpressions } from '../../../src/fitting/unknowns/view-expressions.ts';
import { type Camera, project } from '../../../src/geometry/camera.ts';
import { freeRig, type RigLayout, rigidRig } from '../../../src/fitting/unknowns/rig.ts';
import { expectClose } from '../../helpers/close.ts';
import { equationsOf, type FreePoints, movedBy, numericJacobian, unknownCount, weightedSquare } from '../../helpers/free-points.ts';
import { checkGradient, normals } from '../../helpers/gradient-check.ts';
import { turnedCamera } from '../../helpers/textured-views.ts';

const COUNT = 8;
const FACTOR = 3;
const SIGMA = 2;
const KAPPA = 3;
const cameras = [turnedCamera(0), turnedCamera(0.3), turnedCamera(-0.25), turnedCamera(0.5)];
const points = normals(3 * COUNT, 8, 8);

// The term as this file knows it.
function lossOf(views: readonly (LandmarkView | null)[], cameras: readonly Camera[], seen: readonly Float64Array[]) {
  return cameras.reduce((sum, camera, v) => {
    const view = views[v];
    return view === null
      ? sum
      : sum + FACTOR * landmarkLoss(view, project(camera, seen[v]), new Float64Array(2 * COUNT));
  }, 0);
}
function equations(views: readonly (LandmarkView | null)[], free: FreePoints) {
  return equationsOf(free, 2, (cameras, seen, rows) => landmarkRows(free.layout, cameras, views, seen, FACTOR, rows));
}
function pixelGradient(view: LandmarkView, projected: Float64Array): Float64Array {
  const out = new Float64Array(2 * COUNT);
  landmarkLoss(view, projected, out);
  return out;
}

/** Landmarks whose offsets from the points' pixels have this size, in sigmas; the third view has none, one point no confidence. */
function viewsWithOffsets(sigmas: number): (LandmarkView | null)[] {
  return cameras.map((camera, v) => {
    if (v === 2) return null;
    const pixels = project(camera, points);
    const noise = normals(2 * COUNT, 40 + v, sigmas * (SIGMA + v));
    return {
      observation: {
        points: noise.map((x, i) => pixels[3 * (i >> 1) + (i & 1)] + x),
        confidence: Float64Array.from({ length: COUNT }, (_, l) => (l === 4 ? 0 : 0.4 + 0.1 * l)),
      },
      sigmaPixels: SIGMA + v,
    };
  });
}

/** Residuals of all views and points, two each, and the weights that the loss gives their squares. */
function residuals(views: readonly (LandmarkView | null)[], cameras: readonly Camera[], seen: readonly Float64Array[]) {
  return cameras.flatMap((camera, v) => {
    const view = views[v];
    if (view === null) return [];
    const pixels = project(camera, seen[v]);
    return Array.from({ length: COUNT }, (_, l) => {
      const offset = [0, 1].map((axis) => pixels[3 * l + axis] - view.observation.points[2 * l + axis]);
      const e2 = (offset[0] ** 2 + offset[1] ** 2) / view.sigmaPixels ** 2;
      const weight =
        (FACTOR * view.observation.confidence[l] * (KAPPA ** 2 / (KAPPA ** 2 + e2)) ** 2) / view.sigmaPixels ** 2;
      return { offset, e2, weight };
    });
  });
}

const REGIMES = [
  ['near', viewsWithOffsets(0.1)],
  ['beyond kappa', viewsWithOffsets(6)],
] as const;
const groups: ViewExpressions = { group: Int32Array.of(0, 1, 0, -1), groupCount: 2, columnCount: 6 };
const RIGS: readonly (readonly [string, RigLayout])[] = [
  ['free cameras', freeRig(Int32Array.of(0, 0, 1, -1))],
  ['a given rig of unknown size', rigidRig(4, true)],
  ['a metric rig', rigidRig(4, false)],
];
const CASES = REGIMES.flatMap(([regime, views]) => RIGS.map(([rig, layout]) => ({ regime, views, rig, layout })));

describe('landmark term', () => {
  it('is tried where its robust weights matter', () => {
    const far = residuals(
      REGIMES[1][1],
      cameras,
      cameras.map(() => points),
    );
    expect(far.filter(({ e2 }) => e2 > KAPPA ** 2).length).toBeGreaterThan(12);
    const near = residuals(
      REGIMES[0][1],
      cameras,
      cameras.map(() => points),
    );
    expect(Math.max(...near.map(({ e2 }) => e2))).toBeLessThan(0.2);
  });

  it.each([
    [0, 0],
    [1e-3, 0.5e-6],
    [KAPPA, KAPPA ** 2 / 4],
    [1e6, KAPPA ** 2 / 2],
  ])('a point %f sigmas off costs %f', (sigmas, cost) => {
    const observation = { points: new Float64Array(2), confidence: Float64Array.of(0.7) };
    const at = Float64Array.of(0.6 * SIGMA * sigmas, -0.8 * SIGMA * sigmas, 100);
    const loss = landmarkLoss({ observation, sigmaPixels: SIGMA }, at, new Float64Array(2));
    expectClose([loss], [0.7 * cost], { rtol: 1e-6 });
  });

  it.each(REGIMES)('has the gradient of central differences in pixels, %s', (_, views) => {
    const view = views[1] as LandmarkView;
    const flat = (p: Float64Array) =>
      Float64Array.from({ length: 3 * COUNT }, (_, i) => p[2 * Math.floor(i / 3) + (i % 3)]);
    const start = Float64Array.from(
      { length: 2 * COUNT },
      (_, i) => project(cameras[1], points)[3 * (i >> 1) + (i & 1)],
    );
    checkGradient(
      (p) => landmarkLoss(view, flat(p), new Float64Array(2 * COUNT)),
      (p) => pixelGradient(view, flat(p)),
      start,
      { rtol: 1e-6, atol: 1e-8 },
    );
  });

  it.each(CASES)('its rows have its loss and gradient: $regime, $rig', ({ views, layout }) => {
    const free: FreePoints = { layout, expressions: groups, cameras, points };
    const rows = equations(views, free);
    const lossAt = (x: Float64Array): number => {
      const moved = movedBy(free, x);
      return lossOf(views, moved.cameras, moved.seen);
    };
    const origin = new Float64Array(unknownCount(free));
    expectClose([rows.loss], [lossAt(origin)], { rtol: 1e-12 });
    checkGradient(lossAt, () => rows.equations.gradient, origin, { rtol: 1e-6, atol: 1e-6 });
  });

  it.each(CASES)('its rows give H = J^T W J: $regime, $rig', ({ views, layout }) => {
    const free: FreePoints = { layout, expressions: groups, cameras, points };
    const jacobian = numericJacobian(
      (x) => {
        const moved = movedBy(free, x);
        return residuals(views, moved.cameras, moved.seen).flatMap(({ offset }) => offset);
      },
      unknownCount(free),
      1e-5,
    );
    const weights = residuals(
      views,
      cameras,
      cameras.map(() => points),
    ).flatMap(({ weight }) => [weight, weight]);
    const { hessian } = equations(views, free).equations;
    expect(Math.max(...hessian)).toBeGreaterThan(1);
    expectClose(hessian, weightedSquare(jacobian, weights), { rtol: 1e-6, atol: 1e-5 });
  });
});
