import { describe, expect, it } from 'vitest';
import { FACE_SKIN, HAIR } from '../../../src/capture/segmentation/classes.ts';
import { OUTLINE } from '../../../src/fitting/options/stage-defaults.ts';
import { faceRamp } from '../../../src/fitting/outline/face-ramp.ts';
import { fitOutline, type OutlineView } from '../../../src/fitting/outline/fit-outline.ts';
import { addHeldFace, heldFace } from '../../../src/fitting/outline/held-face.ts';
import { addCameraPriors, cameraColumns, correctedCameras } from '../../../src/fitting/outline/outline-cameras.ts';
import { createNormalEquations } from '../../../src/fitting/solvers/normal-equations.ts';
import { freeRig, moveRig } from '../../../src/fitting/unknowns/rig.ts';
import { type Camera, project } from '../../../src/geometry/camera.ts';
import { orbitCamera } from '../../../src/geometry/orbit-camera.ts';
import { skinTriangles } from '../../../src/head/head-model.ts';
import { NO_TRIANGLE } from '../../../src/kernels/jobs/pixels/rasterize.ts';
import { plainKernels } from '../../../src/kernels/runtime/plain-kernels.ts';
import { rasterize } from '../../../src/render/raster/rasterize.ts';
import { expectClose } from '../../helpers/close.ts';
import { head, skin } from '../../helpers/meshes/bundled-scan.ts';

const triangles = skinTriangles(head);
const freedom = faceRamp(head, skin, 'outline');
const orbit = (yaw: number, distanceMm = 700): Camera =>
  orbitCamera({ yaw, pitch: yaw === 0 ? 0 : 5, distanceMm, heightMm: 380, pixels: 420 });
const view = (cameraKey: string, lensKnown: boolean, sigmaLog = 0.3) => ({
  cameraKey,
  lensKnown,
  focalPrior: { focal: 1000, sigmaLog },
});

describe('cameras that an outline may correct', () => {
  it('have a focal length each where their lens is merely supposed, and share that of a lens that is known', () => {
    const views = [view('a', false), view('phone', true, 0.02), view('a', false), view('phone', true, 0.02)];
    const { rig, zoomSigmas } = correctedCameras(views, OUTLINE.cameras);
    expect([...rig.focalGroup]).toEqual([0, 1, 2, 1]);
    expect(zoomSigmas).toEqual([OUTLINE.cameras.zoomSigma, 0.02, OUTLINE.cameras.zoomSigma]);
  });

  it('come after the modes, and nowhere where they stand', () => {
    const corrected = correctedCameras([view('a', false), view('a', false)], OUTLINE.cameras);
    const [first, second] = cameraColumns(corrected, 2, 10);
    expect([...first, ...second].sort((a, b) => a - b)).toEqual(Array.from({ length: 14 }, (_, k) => 10 + k));
    for (const columns of cameraColumns(null, 2, 10)) expect([...columns]).toEqual(new Array(7).fill(-1));
  });
});

describe('focal lengths that an outline corrects', () => {
  it('cost log(1 + x^2/s^2)/2 once for each lens', () => {
    const corrected = correctedCameras(
      [view('phone', true, 0.02), view('a', false), view('phone', true, 0.02)],
      OUTLINE.cameras,
    );
    const solved = [0, 30, -30].map((yaw) => orbit(yaw));
    const zooms = [0.05, -0.1, 0.05];
    const cameras = solved.map((camera, v) => ({ ...camera, fx: camera.fx * Math.exp(zooms[v]) }));
    const faces = solved.map(() => ({ points: new Float64Array(0), pixels: new Float64Array(0) }));
    const equations = createNormalEquations(corrected.rig.parameterCount);
    const columns = cameraColumns(corrected, 3, 0);
    addCameraPriors(corrected, { cameras, solved, faces }, columns, equations);
    const expected = new Float64Array(corrected.rig.parameterCount);
    for (const v of [0, 1]) expected[columns[v][6]] = zooms[v] / (corrected.zoomSigmas[v] ** 2 + zooms[v] ** 2);
    expectClose(equations.gradient, expected, { rtol: 1e-9, atol: 1e-12 });
  });
});

describe('a face that holds a camera', () => {
  const camera = orbit(30);
  const face = heldFace({ camera, positions: skin, freedom, triangles });
  const rig = freeRig(Int32Array.of(0));
  const [columns] = cameraColumns({ rig, zoomSigmas: [1], held: OUTLINE.cameras }, 1, 0);
  const cost = { points: 10, sigmaMm: 0.5 };
  const moved = (step: Float64Array): Camera => moveRig(rig, [camera], step)[0];
  const lossAt = (step: Float64Array): number =>
    addHeldFace(face, { camera: moved(step), columns }, cost, createNormalEquations(7));

  it('is the held skin that turns to the view', () => {
    expect(face.points.length / 3).toBeGreaterThan(100);
    expectClose(face.pixels, project(camera, face.points), {});
    expect(lossAt(new Float64Array(7))).toBe(0);
  });

  it('has the gradient and the second derivatives of its loss', () => {
    const off = moved(Float64Array.of(2e-4, -3e-4, 1e-4, 0.05, -0.04, 0.1, 2e-4));
    const equations = createNormalEquations(7);
    const here = addHeldFace(face, { camera: off, columns }, cost, equations);
    for (let k = 0; k < 7; k++) {
      const h = k < 3 ? 1e-4 : k === 6 ? 2e-3 : 0.02;
      const shifted = (sign: number): number => {
        const step = Float64Array.from({ length: 7 }, (_, i) => (i === k ? sign * h : 0));
        const [camera] = moveRig(rig, [off], step);
        return addHeldFace(face, { camera, columns }, cost, createNormalEquations(7));
      };
      const [up, down] = [shifted(1), shifted(-1)];
      // z/f is held in the slopes, and second derivatives of the projection are left out: both are of the order of a step beside the distance.
      expectClose([equations.gradient[k]], [(up - down) / (2 * h)], { rtol: 0.02, atol: 1e-2 });
      expectClose([equations.hessian[8 * k]], [(up - 2 * here + down) / h ** 2], { rtol: 0.02 });
    }
  });

  it('lets it come nearer and widen more easily than anything else', () => {
    const nearer = Float64Array.from({ length: 7 }, (_, k) => (k === 5 ? -0.1 * camera.translation[2] : 0));
    const dolly = Float64Array.from({ length: 7 }, (_, k) => (k === 6 ? Math.log(0.9) : 0));
    expect(lossAt(dolly)).toBeLessThan(0.02 * lossAt(nearer));
  });
});

describe('an outline with cameras whose focal lengths were supposed alike', () => {
  // The true skull is larger all around; the second and third pictures were taken from farther off with a longer lens.
  const truth = skin.map((x, i) => x + 0.05 * freedom[Math.floor(i / 3)] * x);
  const yaws = [0, 30, -30, 60, -60];
  const trueCameras = yaws.map((yaw, v) => orbit(yaw, v === 1 || v === 4 ? 900 : 700));
  const solved = yaws.map((yaw) => orbit(yaw));
  const views = trueCameras.map((camera, v): OutlineView => {
    const { triangle } = rasterize(project(camera, truth), triangles, 420, 420);
    const labels = Uint8Array.from(triangle, (t) => (t === NO_TRIANGLE ? 0 : FACE_SKIN));
    return { camera: solved[v], positions: skin, labels };
  });
  const logFocal = (cameras: readonly Camera[]): number[] =>
    cameras.map(({ fx }, v) => Math.log(fx / trueCameras[v].fx));
  const spread = (values: readonly number[]): number => Math.max(...values) - Math.min(...values);
  const skullError = (fitted: Float64Array): number => {
    let [sum, count] = [0, 0];
    for (let v = 0; v < freedom.length; v++) {
      if (freedom[v] < 1 || head.regions.scalp[v] === 0) continue;
      const length = Math.hypot(...truth.subarray(3 * v, 3 * v + 3));
      let along = 0;
      for (let k = 0; k < 3; k++) along += ((fitted[3 * v + k] - truth[3 * v + k]) * truth[3 * v + k]) / length;
      sum += Math.abs(along);
      count++;
    }
    return sum / count;
  };
  const run = { stage: OUTLINE, onStep: () => {} };

  it('tells them apart by the head behind the face, and the face stays to the last bit', async () => {
    const supposed = views.map(() => view('420x420', false));
    const corrected = correctedCameras(supposed, OUTLINE.cameras);
    const standing = await fitOutline(plainKernels(), { head, skin, views, corrected: null }, run);
    const moving = await fitOutline(plainKernels(), { head, skin, views, corrected }, run);
    expect(standing.cameras).toEqual(solved);
    expect(spread(logFocal(solved))).toBeGreaterThan(0.2);
    expect(spread(logFocal(moving.cameras))).toBeLessThan(0.95 * spread(logFocal(solved)));
    expect(skullError(moving.skin)).toBeLessThan(0.75 * skullError(standing.skin));
    for (let v = 0; v < freedom.length; v++)
      if (freedom[v] === 0)
        expect(moving.skin.slice(3 * v, 3 * v + 3)).toEqual(Float64Array.from(skin.slice(3 * v, 3 * v + 3)));
    // The same outline, were it hair's, is not the head's.
    const hairy = views.map((own) => ({
      ...own,
      labels: own.labels?.map((x) => (x === FACE_SKIN ? HAIR : x)) ?? null,
    }));
    const short = {
      ...run,
      stage: {
        ...OUTLINE,
        identity: { ...OUTLINE.identity, scalesMm: [3] },
        smooth: { ...OUTLINE.smooth, scalesMm: [3] },
      },
    };
    const hair = await fitOutline(plainKernels(), { head, skin, views: hairy, corrected }, short);
    expect(hair.cameras).toEqual(solved);
    // Three views know too little.
    const few = {
      head,
      skin,
      views: views.slice(0, 3),
      corrected: correctedCameras(supposed.slice(0, 3), OUTLINE.cameras),
    };
    expect((await fitOutline(plainKernels(), few, short)).cameras).toEqual(solved.slice(0, 3));
    // What of the face a camera showed, it shows.
    const face = Array.from(freedom.keys()).filter((v) => freedom[v] === 0 && v % 5 === 0);
    const points = Float64Array.from(face.flatMap((v) => [...skin.subarray(3 * v, 3 * v + 3)]));
    moving.cameras.forEach((camera, v) => {
      const [before, after] = [project(solved[v], points), project(camera, points)];
      let sum = 0;
      for (let i = 0; i < points.length; i += 3)
        sum += Math.hypot(after[i] - before[i], after[i + 1] - before[i + 1]) * (after[i + 2] / camera.fx);
      expect(sum / face.length).toBeLessThan(1);
    });
  }, 120_000);
});
