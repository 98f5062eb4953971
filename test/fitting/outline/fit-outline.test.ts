import { beforeAll, describe, expect, it } from 'vitest';
import { BACKGROUND, FACE_SKIN, HAIR } from '../../../src/capture/segmentation/classes.ts';
import { OUTLINE } from '../../../src/fitting/options/stage-defaults.ts';
import { faceRamp } from '../../../src/fitting/outline/face-ramp.ts';
import { fitOutline, type OutlineView, outlineSteps } from '../../../src/fitting/outline/fit-outline.ts';
import { displacementOf, identityModes, restrained } from '../../../src/fitting/outline/skin-modes.ts';
import { smoothModes } from '../../../src/fitting/outline/smooth-modes.ts';
import { project } from '../../../src/geometry/camera.ts';
import { orbitCamera } from '../../../src/geometry/orbit-camera.ts';
import { skinTriangles } from '../../../src/head/head-model.ts';
import { NO_TRIANGLE } from '../../../src/kernels/jobs/pixels/rasterize.ts';
import { plainKernels } from '../../../src/kernels/runtime/plain-kernels.ts';
import { rasterize } from '../../../src/render/raster/rasterize.ts';
import { expectClose } from '../../helpers/close.ts';
import { normals } from '../../helpers/gradient-check.ts';
import { head } from '../../helpers/meshes/bundled-scan.ts';

const count = head.parts[0].vertexCount;
const skin = head.template.slice(0, 3 * count);
const freedom = faceRamp(head, skin, 'outline');
const modes = identityModes(head, skin);
const identity = head.identity.names.length;

/** A head with the template's face. */
function other(strength: number): Float64Array {
  const coefficients = new Float64Array(modes.count);
  coefficients.set(normals(identity, 5, strength));
  // Taller, and turned back a little.
  coefficients[identity] = 0.3;
  coefficients[identity + 6] = 0.4;
  return displacementOf(restrained(modes, freedom), coefficients).map((d, i) => skin[i] + d);
}

function viewsOf(truth: Float64Array, yaws: readonly number[]): OutlineView[] {
  return yaws.map((yaw) => {
    const camera = orbitCamera({ yaw, pitch: yaw === 0 ? 0 : 5, distanceMm: 900, heightMm: 380, pixels: 420 });
    const { triangle } = rasterize(project(camera, truth), skinTriangles(head), 420, 420);
    const labels = Uint8Array.from(triangle, (t) => (t === NO_TRIANGLE ? 0 : FACE_SKIN));
    return { camera, positions: skin, labels };
  });
}

/** What views show of a head whose outline down to the ears is hair's. */
function haired({ camera, labels }: OutlineView): Uint8Array {
  const ears = camera.height / 2;
  return (labels as Uint8Array).map((label, k) => {
    const byBackground = [-6, 6, -6 * camera.width].some((step) => labels?.[k + step] === BACKGROUND);
    return label === FACE_SKIN && k < ears * camera.width && byBackground ? HAIR : label;
  });
}

/** Mean distance of the free skin's vertices along the truth's own direction out of the head, mm. */
function error(fitted: ArrayLike<number>, truth: Float64Array): number {
  let [sum, all] = [0, 0];
  for (let v = 0; v < count; v++) {
    // Crown and back: what no landmark knows.
    if (freedom[v] < 1 || head.regions.scalp[v] === 0) continue;
    let along = 0;
    const length = Math.hypot(truth[3 * v], truth[3 * v + 1], truth[3 * v + 2] + 70);
    for (let k = 0; k < 3; k++)
      along += ((fitted[3 * v + k] - truth[3 * v + k]) * (truth[3 * v + k] + (k === 2 ? 70 : 0))) / length;
    sum += Math.abs(along);
    all++;
  }
  return sum / all;
}

const run = { stage: OUTLINE, onStep: () => {} };

describe('the outline stage', () => {
  const truth = other(0.7);
  let fitted: Float64Array;
  let steps: number;

  beforeAll(async () => {
    steps = 0;
    const views = viewsOf(truth, [0, 30, -30, 60, -60, 90]);
    const problem = { head, skin, views, corrected: null };
    const outlined = await fitOutline(plainKernels(), problem, { stage: OUTLINE, onStep: () => void steps++ });
    fitted = outlined.skin;
    expect(outlined.cameras).toEqual(views.map(({ camera }) => camera));
    expect(steps).toBe(outlineSteps(OUTLINE, views));
  }, 120_000);

  it('brings the skull to where the outlines have it', () => {
    expect(error(skin, truth)).toBeGreaterThan(3.5);
    expect(error(fitted, truth)).toBeLessThan(0.2 * error(skin, truth));
  });

  it('leaves the face alone, to the last bit', () => {
    let held = 0;
    for (let v = 0; v < count; v++) {
      if (freedom[v] > 0) continue;
      held++;
      expect(fitted.slice(3 * v, 3 * v + 3)).toEqual(skin.slice(3 * v, 3 * v + 3));
    }
    expect(held).toBeGreaterThan(1000);
  });

  it('brings a forehead to its outline where that is skin, and leaves it to the pixels between hair', async () => {
    const held = faceRamp(head, skin, 'pixels');
    const forehead = Array.from(held.keys()).filter((v) => held[v] === 0 && freedom[v] > 0.5);
    const moved = (by: ArrayLike<number>): number =>
      Math.max(...forehead.map((v) => Math.hypot(...[0, 1, 2].map((k) => by[3 * v + k] - skin[3 * v + k]))));
    expect(forehead.length).toBeGreaterThan(50);
    expect(moved(fitted)).toBeGreaterThan(1);
    const views = viewsOf(truth, [0, 60, -60, 90]).map((view) => ({ ...view, labels: haired(view) }));
    const { skin: between } = await fitOutline(plainKernels(), { head, skin, views, corrected: null }, run);
    expect(moved(between)).toBe(0);
  }, 60_000);

  it('moves nothing where all outlines agree', async () => {
    const views = viewsOf(skin, [0, 60, -60]);
    const same = await fitOutline(plainKernels(), { head, skin, views, corrected: null }, run);
    expect(error(same.skin, skin)).toBeLessThan(0.4);
  }, 60_000);

  it('is not dented by what hides a part of the skull in one view', async () => {
    const views = viewsOf(truth, [0, 30, -30, 60, -60, 90]).map((view) => ({ ...view, labels: haired(view) }));
    const { width, height } = views[3].camera;
    const hidden = views[3].labels.map((label, k) =>
      k < 0.4 * width * height && k % width > width / 2 ? BACKGROUND : label,
    );
    const some = views.map((view, v) => (v === 3 ? { ...view, labels: hidden } : view));
    const [whole, kept] = await Promise.all(
      [views, some].map((shown) => fitOutline(plainKernels(), { head, skin, views: shown, corrected: null }, run)),
    );
    expect(error(kept.skin, truth)).toBeLessThan(error(whole.skin, truth) + 0.5);
  }, 60_000);

  it('stops after the identity where the outline is hair, unless it is seen from several sides', async () => {
    const stepsWith = async (yaws: readonly number[], labelsOf: (view: OutlineView) => Uint8Array | null) => {
      const views = viewsOf(truth, yaws).map((view) => ({ ...view, labels: labelsOf(view) }));
      let count = 0;
      const onStep = (): void => void count++;
      await fitOutline(plainKernels(), { head, skin, views, corrected: null }, { stage: OUTLINE, onStep });
      return count;
    };
    const [identity, all] = [0, OUTLINE.smooth.scalesMm.length].map((more) => OUTLINE.identity.scalesMm.length + more);
    expect(await stepsWith([-30, -10, 10, 40], haired)).toBe(identity);
    expect(await stepsWith([-30, -10, 10, 40], ({ labels }) => labels)).toBe(all);
    expect(await stepsWith([-50, -10, 10, 50], haired)).toBe(all);
  }, 60_000);

  it('stops after the identity where three views know too little of the rest', () => {
    const [view] = viewsOf(skin, [0]);
    const { identity: first, smooth } = OUTLINE;
    expect(outlineSteps(OUTLINE, [view, view, view])).toBe(first.scalesMm.length);
    expect(outlineSteps(OUTLINE, [view, view, view, view])).toBe(first.scalesMm.length + smooth.scalesMm.length);
    expect(outlineSteps(OUTLINE, [{ labels: null }, { labels: null }])).toBe(0);
  });
});

describe('what the outline stage may move', () => {
  it('is nothing of a face, all of neck, ears and skull', () => {
    const landmarks = [17, 19, 22, 24, 26, 27, 30, 36, 45, 48, 54, 57].map((l) => {
      const { vertices, barycentric } = head.embeddings.ibug68;
      const heaviest = [0, 1, 2].reduce((a, b) => (barycentric[3 * l + a] > barycentric[3 * l + b] ? a : b));
      return vertices[3 * l + heaviest];
    });
    for (const v of landmarks) expect(freedom[v]).toBe(0);
    const top = Array.from(freedom.keys()).reduce((a, b) => (skin[3 * a + 1] > skin[3 * b + 1] ? a : b));
    const back = Array.from(freedom.keys()).reduce((a, b) => (skin[3 * a + 2] < skin[3 * b + 2] ? a : b));
    const low = Array.from(freedom.keys()).reduce((a, b) => (skin[3 * a + 1] < skin[3 * b + 1] ? a : b));
    for (const v of [top, back, low]) expect(freedom[v]).toBe(1);
  });

  it('goes with the head', () => {
    const moved = skin.map((x, i) => x + [5, -40, 12][i % 3]);
    expectClose(faceRamp(head, moved, 'outline'), freedom, { atol: 1e-9 });
  });

  it('turns, shifts and grows as a whole', () => {
    const step = new Float64Array(modes.count);
    step.set([1e-3, 2e-3, -1e-3, 0.1, -0.2, 0.3, 5e-3], identity);
    const moved = displacementOf(modes, step);
    const w = [1e-4, 2e-4, -1e-4];
    const [x, y, z] = skin.subarray(300, 303);
    expectClose(
      moved.subarray(300, 303),
      [w[1] * z - w[2] * y + 1 + 5e-4 * x, w[2] * x - w[0] * z - 2 + 5e-4 * y, w[0] * y - w[1] * x + 3 + 5e-4 * z],
      { rtol: 1e-5 },
    );
  });

  it('varies smoothly by 8 mm where it is free, and not at all where it is not', () => {
    const { prior } = OUTLINE.smooth;
    const smooth = smoothModes({ positions: skin, freedom }, prior);
    expect(smooth.count).toBe(3 * prior.functions);
    const deviation = (v: number): number =>
      Math.sqrt(smooth.rows.subarray(3 * v * smooth.count, (3 * v + 1) * smooth.count).reduce((s, x) => s + x * x, 0));
    for (let v = 0; v < count; v += 37) {
      if (freedom[v] === 0) expect(deviation(v)).toBe(0);
      if (freedom[v] === 1) expect(deviation(v)).toBeGreaterThan(6);
      expect(deviation(v)).toBeLessThan(8.1);
    }
  });
});
