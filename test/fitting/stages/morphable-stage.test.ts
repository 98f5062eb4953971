import { describe, expect, it } from 'vitest';
import { DETECTOR_NOISE } from '../../../src/fitting/evidence/landmarks/landmark-noise.ts';
import { landmarkSets } from '../../../src/fitting/evidence/point-sets.ts';
import { FIRST_LANDMARKS, FIT_PRIORS } from '../../../src/fitting/options/stage-defaults.ts';
import type { MorphableStage } from '../../../src/fitting/options/stages.ts';
import { fitMorphable, type MorphableProblem } from '../../../src/fitting/stages/morphable-stage.ts';
import { CONSISTENCY_TERM } from '../../../src/fitting/terms/consistency-term.ts';
import { LANDMARK } from '../../../src/fitting/terms/landmark-term.ts';
import { type HeadState, noDeviations, stateLayout } from '../../../src/fitting/unknowns/head-state.ts';
import { posedShape, restJaws } from '../../../src/fitting/unknowns/jaw-pose.ts';
import { freeRig } from '../../../src/fitting/unknowns/rig.ts';
import { deviationOf, type ViewExpressions, viewExpressions } from '../../../src/fitting/unknowns/view-expressions.ts';
import { type Camera, project } from '../../../src/geometry/camera.ts';
import { multiply3, rotationFromEuler } from '../../../src/geometry/rotation.ts';
import { createJawRig } from '../../../src/head/anatomy/jaw.ts';
import { loadBundledHead } from '../../../src/head/bundled/bundled-head.ts';
import {
  createShapeSpace,
  evaluateShape,
  expressionStart,
  pointPositions,
} from '../../../src/head/shape/shape-space.ts';
import { openKernels } from '../../../src/kernels/runtime/wasm-kernels.ts';
import { expectClose } from '../../helpers/close.ts';

const kernels = openKernels(1);
const head = loadBundledHead();
const space = createShapeSpace(head);
const points = landmarkSets(space);
const { landmarks } = points;
const start = expressionStart(space);
const smile = head.expressions.names.indexOf('mouth-corner-puller-left');

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

/** Three views' exact landmarks, the first with a smile. */
function problemOf(expressions: ViewExpressions): MorphableProblem {
  const observations = cameras.map((camera, v) => {
    const pixels = project(camera, pointPositions(landmarks, evaluateShape(space, v === 0 ? smiling : truth)));
    return {
      points: Float64Array.from({ length: 2 * landmarks.count }, (_, i) => pixels[3 * (i >> 1) + (i & 1)]),
      // Exact points are worth more than a detector's.
      confidence: Float64Array.from({ length: landmarks.count }, (_, l) => (l < 468 ? 50 : 0)),
    };
  });
  return {
    layout: stateLayout(space, freeRig(Int32Array.of(-1, -1, -1)), expressions),
    priors: {
      ...FIT_PRIORS,
      jaws: restJaws(expressions),
      focals: cameras.map(({ fx }) => ({ focal: fx, sigmaLog: 0.1 })),
    },
    landmarks: { landmarks: observations, bias: null, noise: DETECTOR_NOISE },
    points,
    pixels: null,
  };
}
const STAGE: MorphableStage = { ...FIRST_LANDMARKS, terms: [{ term: LANDMARK, weight: 1 }] };
function startOf(expressions: ViewExpressions): HeadState {
  return {
    cameras,
    coefficients: new Float64Array(space.count),
    deviations: noDeviations(expressions),
    jaws: restJaws(expressions),
  };
}
async function fitViews(stages: readonly MorphableStage[], expressions: ViewExpressions, from = startOf(expressions)) {
  const told: [number, number][] = [];
  const onStep = (step: number, loss: number): void => {
    told.push([step, loss]);
  };
  return { state: await fitMorphable(kernels, problemOf(expressions), from, { stages, onStep }), told };
}
const view = { camera: null, expression: null };
const each = viewExpressions([view, view, view], space);
const shared: ViewExpressions = { ...each, group: Int32Array.of(-1, -1, -1), groupCount: 0 };

describe('a morphable head fitted to landmarks', () => {
  it('finds expressions where only one view smiles, and they stay near zero elsewhere', async () => {
    const { state, told } = await fitViews([STAGE], each);
    const smiles = [0, 1, 2].map(
      (v) => state.coefficients[start + smile] + deviationOf(each, state.deviations, v)[smile],
    );
    expect(smiles[0] - smiles[1]).toBeGreaterThan(0.4);
    expect(Math.abs(smiles[1] - smiles[2])).toBeLessThan(0.05);
    const error = (coefficients: Float64Array): number => {
      const [found, right] = [coefficients, truth].map((x) => pointPositions(landmarks, evaluateShape(space, x)));
      return Math.hypot(...found.map((x, i) => x - right[i]));
    };
    expect(error(state.coefficients)).toBeLessThan(0.6 * error(new Float64Array(space.count)));
    state.coefficients.forEach((a, k) => {
      expect(a).toBeGreaterThanOrEqual(space.lower[k]);
      expect(a).toBeLessThanOrEqual(space.upper[k]);
    });
    told.slice(1).forEach(([step, loss], i) => {
      expect(step).toBe(i + 1);
      expect(loss).toBeLessThan(told[i][1]);
    });
  });

  it('moves only what a stage leaves free, and tells steps over all stages', async () => {
    const { state, told } = await fitViews([{ ...STAGE, steps: 2, free: ['rig'] }], shared);
    expect(state.coefficients).toEqual(new Float64Array(space.count));
    expect(state.cameras[0].translation).not.toEqual(cameras[0].translation);
    const second = await fitViews(
      [
        { ...STAGE, steps: 2, free: ['rig'] },
        { ...STAGE, steps: 1, free: ['shape'] },
      ],
      shared,
    );
    expect(second.told.map(([step]) => step)).toEqual([0, 1, 2]);
    expectClose(second.told.slice(0, 2).flat(), told.flat(), {});
    expect(second.state.cameras).toEqual(state.cameras);
    expect(second.state.coefficients).not.toEqual(state.coefficients);
  });

  it('says which points or pixels a term lacks', async () => {
    const onSamples: MorphableStage = { ...STAGE, terms: [{ term: CONSISTENCY_TERM, weight: 1 }] };
    await expect(fitViews([onSamples], shared)).rejects.toThrow(/the consistency term needs samples/);
  });
});

describe('a lens far from the usual one', () => {
  it.each([
    ['four times as long', 4],
    ['half as long', 0.5],
  ])('is found from the landmarks of five views, %s', async (_, times) => {
    const taken = [-0.7, -0.35, 0, 0.35, 0.7].map(
      (yaw): Camera => ({
        ...cameras[1],
        fx: times * 1800,
        fy: times * 1800,
        rotation: multiply3(flip, rotationFromEuler(0, yaw, 0)),
        // Beside the picture's middle, where a longer lens would carry it outwards.
        translation: Float64Array.of(60, -30, times * 700),
      }),
    );
    const places = pointPositions(landmarks, evaluateShape(space, truth));
    const observations = taken.map((camera) => {
      const pixels = project(camera, places);
      return {
        points: Float64Array.from({ length: 2 * landmarks.count }, (_, i) => pixels[3 * (i >> 1) + (i & 1)]),
        confidence: Float64Array.from({ length: landmarks.count }, (_, l) => (l < 468 ? 50 : 0)),
      };
    });
    const problem = {
      ...problemOf(shared),
      layout: stateLayout(space, freeRig(new Int32Array(5)), { ...shared, group: new Int32Array(5).fill(-1) }),
      priors: {
        ...FIT_PRIORS,
        jaws: restJaws(shared),
        focals: taken.map(() => ({ focal: 1800, sigmaLog: 0.6 })),
      },
      landmarks: { landmarks: observations, bias: null, noise: DETECTOR_NOISE },
    };
    const usual = taken.map((camera) => ({
      ...camera,
      fx: 1800,
      fy: 1800,
      translation: Float64Array.of(60, -30, 700),
    }));
    const from = { ...startOf(shared), cameras: usual };
    const { cameras: found } = await fitMorphable(kernels, problem, from, { stages: [STAGE], onStep() {} });
    expect(Math.abs(Math.log(found[0].fx / (times * 1800)))).toBeLessThan(0.05);
  });
});

describe('a jaw that stands open', () => {
  const jaw = createJawRig(head);
  const degrees = 180 / Math.PI;
  const around = [-0.7, -0.35, 0, 0.35, 0.7].map((yaw) => ({
    ...cameras[1],
    rotation: multiply3(flip, rotationFromEuler(0, yaw, 0)),
  }));

  it.each([
    ['one moment', 0, 1],
    // Five jaws are drawn to rest five times.
    ['each view its own', 5, 1.5],
  ])('is found from the landmarks of five views, %s', async (_, groupCount, within) => {
    const pose = [22 / degrees, 3 / degrees, 0, 0, 0];
    const places = pointPositions(landmarks, posedShape(space, jaw, truth, pose));
    const observations = around.map((camera) => {
      const pixels = project(camera, places);
      return {
        points: Float64Array.from({ length: 2 * landmarks.count }, (_, i) => pixels[3 * (i >> 1) + (i & 1)]),
        confidence: Float64Array.from({ length: landmarks.count }, (_, l) => (l < 468 ? 1 : 0)),
      };
    });
    const group = Int32Array.from(around, (_, v) => (groupCount === 0 ? -1 : v));
    const expressions = { ...each, group, groupCount };
    const problem = {
      ...problemOf(each),
      layout: stateLayout(space, freeRig(new Int32Array(5).fill(-1)), expressions),
      priors: {
        ...FIT_PRIORS,
        jaws: restJaws(expressions),
        focals: around.map(({ fx }) => ({ focal: fx, sigmaLog: 0.1 })),
      },
      // Exact lips are as exact where they are far apart.
      landmarks: { landmarks: observations, bias: null, noise: { ...DETECTOR_NOISE, partedShare: 0 } },
    };
    const from = { ...startOf(expressions), cameras: around };
    const { jaws } = await fitMorphable(kernels, problem, from, { stages: [FIRST_LANDMARKS], onStep() {} });
    expect(jaws).toHaveLength(5 * Math.max(1, groupCount));
    for (let g = 0; g < jaws.length; g += 5) {
      expect(Math.abs(degrees * jaws[g] - 22)).toBeLessThan(within);
      expect(Math.abs(degrees * jaws[g + 1] - 3)).toBeLessThan(within);
    }
  });
});
