import { landmarkPoints } from '../../src/fitting/evidence/landmark-points.ts';
import { gapPoints } from '../../src/fitting/evidence/gaps.ts';
import { describe, expect, it } from 'vitest';
import { fitLandmarks } from '../../src/fitting/first-mesh/landmark-fit.ts';


import { noDeviations } from '../../src/fitting/unknowns/head-state.ts';
import { freeRig } from '../../src/fitting/unknowns/rig.ts';
import { deviationOf, type ViewExpressions, viewExpressions } from '../../src/fitting/unknowns/view-expressions.ts';
import { type Camera, project } from '../../src/geometry/camera.ts';
import { multiply3, rotationFromEuler } from '../../src/geometry/rotation.ts';
import { loadBundledHead } from '../../src/head/bundled/bundled-head.ts';
import { createShapeSpace, evaluateShape, expressionStart, pointPositions } from '../../src/head/shape/shape-space.ts';
import { plainKernels } from '../../src/kernels/runtime/plain-kernels.ts';

const head = loadBundledHead();
const space = createShapeSpace(head);
const landmarks = landmarkPoints(space);
const closure = gapPoints(space);
const start = expressionStart(space);
const smile = head.expressions.names.indexOf('mouth-corner-puller');

const flip = Float64Array.of(1, 0, 0, 0, -1, 0, 0, 0, -1);
const cameras: Camera[] = [-0.5, 0, 0.5].map((yaw) => ({
  width: 1000,
  height: 1000,
  fx: 1800,
  fy: 1800,
  cx: 500,
  cy: 500,
  rotation: multiply3(flip, rotationFromEuler(0, yaw, 0)),
  translation: Float64Array.of(0, 0, 700),
}));

const truth = new Float64Array(space.count);
truth[0] = 1;
truth[3] = -1;
const smiling = truth.slice();
smiling[start + smile] = 0.7;

/** Landmark fit of three views, the first with a smile. */
function fitThreeViews(expressions: ViewExpressions) {
  const observations = cameras.map((camera, v) => {
    const points = pointPositions(landmarks, evaluateShape(space, v === 0 ? smiling : truth));
    const pixels = project(camera, points);
    return {
      points: Float64Array.from({ length: 2 * landmarks.count }, (_, i) => pixels[3 * (i >> 1) + (i & 1)]),
      // Exact points are worth more than a detector's.
      confidence: Float64Array.from({ length: landmarks.count }, (_, l) => (l < 468 ? 50 : 0)),
    };
  });
  const { state } = fitLandmarks(
    plainKernels(),
    {
      layout: { rig: freeRig(Int32Array.of(-1, -1, -1)), space, expressions },
      landmarks,
      observations,
      focals: cameras.map(({ fx }) => ({ focal: fx, sigmaLog: 0.1 })),
      bias: null,
      closure,
      closureFactor: 0,
    },
    { cameras, coefficients: new Float64Array(space.count), deviations: noDeviations(expressions) },
  );
  return state;
}

describe('expressions that differ between views', () => {
  const view = { camera: null, expression: null };
  const given = { ...view, camera: cameras[0] };

  it('follow labels, else one moment of a given rig, else every view', () => {
    expect(viewExpressions([view, view], space)).toMatchObject({ groupCount: 2, group: Int32Array.of(0, 1) });
    expect(viewExpressions([given, given], space)).toMatchObject({ groupCount: 0, group: Int32Array.of(-1, -1) });
    const labelled = [{ ...given, expression: 'smile' }, given, { ...given, expression: 'smile' }];
    expect(viewExpressions(labelled, space)).toMatchObject({ groupCount: 2, group: Int32Array.of(0, 1, 0) });
  });

  it('are found where only one view smiles, and stay near zero elsewhere', () => {
    const expressions = viewExpressions([view, view, view], space);
    const state = fitThreeViews(expressions);
    const smiles = [0, 1, 2].map(
      (v) => state.coefficients[start + smile] + deviationOf(expressions, state.deviations, v)[smile],
    );
    expect(smiles[0] - smiles[1]).toBeGreaterThan(0.4);
    expect(Math.abs(smiles[1] - smiles[2])).toBeLessThan(0.05);
  });
});
