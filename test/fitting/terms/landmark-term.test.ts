import { describe, expect, it } from 'vitest';
import { LANDMARK, type LandmarkView, landmarkTerm } from '../../../src/fitting/terms/landmark-term.ts';
import type { RowTerm, SeenPoints } from '../../../src/fitting/terms/term.ts';
import { unknownCount } from '../../../src/fitting/unknowns/head-state.ts';
import { freeRig, type RigLayout, rigidRig } from '../../../src/fitting/unknowns/rig.ts';
import type { ViewExpressions } from '../../../src/fitting/unknowns/view-expressions.ts';
import { project } from '../../../src/geometry/camera.ts';
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

const COUNT = 8;
const FACTOR = 3;
const SIGMA = 2;
const KAPPA = 3;
const cameras = [turnedCamera(0), turnedCamera(0.3), turnedCamera(-0.25), turnedCamera(0.5)];
const points = normals(3 * COUNT, 8, 8);
type Views = readonly (LandmarkView | null)[];

/** L = factor sum c kappa^2 e^2/(2 (kappa^2 + e^2)), e the offset in sigmas. */
function lossOf(views: Views, seen: SeenPoints): number {
  return residuals(views, seen).reduce(
    (sum, { confidence, e2 }) => sum + (FACTOR * confidence * KAPPA ** 2 * e2) / (2 * (KAPPA ** 2 + e2)),
    0,
  );
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

/** Offsets of all views and points in pixels, and the weights that the loss gives the squares of their two numbers. */
function residuals(views: Views, { cameras, points }: Pick<SeenPoints, 'cameras' | 'points'>) {
  return cameras.flatMap((camera, v) => {
    const view = views[v];
    if (view === null) return [];
    const pixels = project(camera, points[v]);
    return Array.from({ length: COUNT }, (_, l) => {
      const confidence = view.observation.confidence[l];
      const offset = [0, 1].map((axis) => pixels[3 * l + axis] - view.observation.points[2 * l + axis]);
      const e2 = (offset[0] ** 2 + offset[1] ** 2) / view.sigmaPixels ** 2;
      const weight = (FACTOR * confidence * (KAPPA ** 2 / (KAPPA ** 2 + e2)) ** 2) / view.sigmaPixels ** 2;
      return { offset, confidence, e2, weight };
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

const unmoved = { cameras, points: cameras.map(() => points) };

describe('landmark term', () => {
  it('is tried where its robust weights matter', () => {
    const far = residuals(REGIMES[1][1], unmoved);
    expect(far.filter(({ e2 }) => e2 > KAPPA ** 2).length).toBeGreaterThan(12);
    const near = residuals(REGIMES[0][1], unmoved);
    expect(Math.max(...near.map(({ e2 }) => e2))).toBeLessThan(0.2);
  });

  it.each([
    [0, 0],
    [1e-3, 0.5e-6],
    [KAPPA, KAPPA ** 2 / 4],
    [1e6, KAPPA ** 2 / 2],
  ])('a point %f sigmas off costs %f', (sigmas, cost) => {
    const camera = { ...turnedCamera(0), fx: 1e4, fy: 1e4 };
    const [x, y] = project(camera, Float64Array.of(1, 2, 3));
    const offset = [0.6 * SIGMA * sigmas, -0.8 * SIGMA * sigmas];
    const observation = { points: Float64Array.of(x - offset[0], y - offset[1]), confidence: Float64Array.of(0.7) };
    const free = freePoints(
      freeRig(Int32Array.of(-1)),
      { group: Int32Array.of(-1), groupCount: 0, columnCount: 0 },
      [camera],
      Float64Array.of(1, 2, 3),
    );
    const { loss } = fromRows(free, () => landmarkTerm([{ observation, sigmaPixels: SIGMA }], KAPPA, 1));
    expectClose([loss], [0.7 * cost], { rtol: 1e-6 });
  });

  it.each(CASES)('its rows have its loss and gradient: $regime, $rig', ({ views, layout }) => {
    const free = freePoints(layout, groups, cameras, points);
    const termAt = () => landmarkTerm(views, KAPPA, FACTOR);
    expectRowsOf(free, termAt, (seen) => lossOf(views, seen), { rtol: 1e-6, atol: 1e-6 });
  });

  it.each(CASES)('its rows give H = J^T W J: $regime, $rig', ({ views, layout }) => {
    const free = freePoints(layout, groups, cameras, points);
    const jacobian = numericJacobian(
      (x) => residuals(views, seenAt(free, x)).flatMap(({ offset }) => offset),
      unknownCount(free),
      1e-5,
    );
    const weights = residuals(views, unmoved).flatMap(({ weight }) => [weight, weight]);
    const { hessian } = fromRows(free, () => landmarkTerm(views, KAPPA, FACTOR)).equations;
    expect(Math.max(...hessian)).toBeGreaterThan(1);
    expectClose(hessian, weightedSquare(jacobian, weights), { rtol: 1e-6, atol: 1e-5 });
  });

  it('of a stage has sigmas in mm at the head, and its weight and kappa', () => {
    const noise = {
      sigmaMm: 4,
      kappa: KAPPA,
      gapSigmaMm: 1,
      partedShare: 0,
      errorByYaw: [
        [0, 2],
        [90, 2],
      ] as const,
    };
    const landmarks = REGIMES[1][1].map((view) => view?.observation ?? null);
    const open = LANDMARK.open({ kernels: plainKernels(), landmarks, bias: null, noise, pixels: null }, FACTOR);
    const free = freePoints(RIGS[0][1], groups, cameras, points);
    const seen = seenAt(free, originOf(free));
    const { loss } = fromRows(free, (at) => open.hold(seen, null)?.rows(at) as RowTerm);
    // 0.9 pixels a mm.
    const views = REGIMES[1][1].map((view) => (view === null ? null : { ...view, sigmaPixels: 4 * 0.9 }));
    expectClose([loss], [lossOf(views, seen)], { rtol: 1e-12 });
  });
});
