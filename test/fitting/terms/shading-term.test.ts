import { describe, expect, it } from 'vitest';
import { probeColors } from '../../../src/fitting/terms/color-probes.ts';
import type { HeldLight } from '../../../src/fitting/terms/held-light.ts';
import { shadingLoss, shadingTerm } from '../../../src/fitting/terms/shading-term.ts';
import type { SeenPoints } from '../../../src/fitting/terms/term.ts';
import { unknownCount } from '../../../src/fitting/unknowns/head-state.ts';
import { freeRig, type RigLayout, rigidRig } from '../../../src/fitting/unknowns/rig.ts';
import type { ViewExpressions } from '../../../src/fitting/unknowns/view-expressions.ts';
import { project } from '../../../src/geometry/camera.ts';
import { shBasis } from '../../../src/geometry/spherical-harmonics.ts';
import { createLinearImage } from '../../../src/image/image.ts';
import { plainKernels } from '../../../src/kernels/runtime/plain-kernels.ts';
import { directionalLight, irradiance } from '../../../src/render/light/sh-lighting.ts';
import { expectClose } from '../../helpers/close.ts';
import {
  expectRowsOf,
  freePoints,
  fromRows,
  numericJacobian,
  seenAt,
  weightedSquare,
} from '../../helpers/fitting/free-points.ts';
import { throughPixels } from '../../helpers/fitting/pixel-gradient.ts';
import {
  COUNT,
  cameras,
  colorsOf,
  facing,
  fourLanes,
  lightHere,
  points,
  shadingResiduals,
  unmoved,
  visibility,
} from '../../helpers/fitting/shaded-views.ts';
import { checkGradient } from '../../helpers/gradient-check.ts';

const kernels = plainKernels();
const FACTOR = 1.7;
const light = lightHere();
type Seen = Pick<SeenPoints, 'cameras' | 'points'>;

/** L = factor sum w |I - a E|^2/(2 s^2), a by least squares. */
function lossOf(seen: Seen): number {
  return shadingResiduals(light.lights, light.weights, seen)
    .flatMap((view, v) => view.map((r, i) => (r === null ? 0 : light.weights[v][i] * r.reduce((s, x) => s + x * x, 0))))
    .reduce((sum, square) => sum + (FACTOR * square) / (2 * light.scale ** 2), 0);
}
function termAt(seen: Seen) {
  return shadingTerm(light, probeColors(kernels, light.images, light.weights, seen), facing, FACTOR);
}
function fused(light: HeldLight, normals: Float64Array, factor = FACTOR) {
  const pixels = new Float64Array(2 * COUNT * cameras.length);
  const onNormals = new Float64Array(3 * COUNT);
  const loss = shadingLoss(kernels, { light, factor }, { ...unmoved, normals }, { pixels, normals: onNormals });
  return { loss, pixels, onNormals };
}

const groups: ViewExpressions = { group: Int32Array.of(0, 1, -1), groupCount: 2, columnCount: 6 };
const RIGS: readonly (readonly [string, RigLayout])[] = [
  ['free cameras', freeRig(Int32Array.of(0, 0, 1))],
  ['a given rig of unknown size', rigidRig(3, true)],
  ['a metric rig', rigidRig(3, false)],
];

describe('shading term', () => {
  it('is the weighted squares of I - a E in units of its scale', () => {
    expect(lossOf(unmoved)).toBeGreaterThan(1);
    expectClose([fused(light, facing).loss], [lossOf(unmoved)], { rtol: 1e-9 });
    expectClose([fused(light, facing, 1).loss], [lossOf(unmoved) / FACTOR], { rtol: 1e-9 });
  });

  it.each(RIGS)('its rows have its loss and gradient, albedo and all, %s', (_, layout) => {
    const free = freePoints(layout, groups, cameras, points);
    expectRowsOf(free, termAt, lossOf, { rtol: 1e-5, atol: 1e-5, step: 1e-6 });
  });

  it.each(RIGS)('its fused path has the loss and gradient of its rows, in pixels, %s', (_, layout) => {
    const free = freePoints(layout, groups, cameras, points);
    const { loss, gradient } = fromRows(free, termAt);
    const { loss: other, pixels } = fused(light, facing);
    expectClose([other], [loss], { rtol: 1e-12 });
    const size = Math.max(...Array.from(gradient, Math.abs));
    expectClose(throughPixels(free, pixels), gradient, { rtol: 1e-9, atol: 1e-12 * size });
  });

  it.each(RIGS)('its rows give H = J^T W J of the colours, the albedo held, %s', (_, layout) => {
    const free = freePoints(layout, groups, cameras, points);
    const jacobian = numericJacobian((x) => colorsOf(seenAt(free, x)).flat(2), unknownCount(free), 1e-6);
    const weights = shadingResiduals(light.lights, light.weights).flatMap((view, v) =>
      view.flatMap((r, i) => new Array(3).fill(r === null ? 0 : (FACTOR * light.weights[v][i]) / light.scale ** 2)),
    );
    const { hessian } = fromRows(free, termAt).equations;
    const size = Math.max(...hessian);
    expect(size).toBeGreaterThan(1);
    expectClose(hessian, weightedSquare(jacobian, weights), { rtol: 1e-6, atol: 1e-7 * size });
  });

  it('its fused path has the gradient of central differences in normals', () => {
    // Normals need not be unit for that.
    checkGradient(
      (x) => fused(light, x).loss,
      (x) => fused(light, x).onNormals,
      facing,
      { rtol: 1e-6, atol: 1e-6 },
    );
  });

  it('says nothing of a point that one view alone sees', () => {
    const free = freePoints(RIGS[0][1], groups, cameras, points);
    const third = free.rig.parameterCount + 6;
    expectClose(fromRows(free, termAt).gradient.subarray(third, third + 3), [0, 0, 0], {});
    expectClose(fused(light, facing).onNormals.subarray(6, 9), [0, 0, 0], {});
  });

  it("is zero where one albedo under each view's light explains all pixels, and grows when a normal is wrong", () => {
    const lights = [0, 1, 2].map((v) => directionalLight([v - 1, 0.3, 1], [0.9, 0.8, 0.7], [0.2, 0.25, 0.3]));
    const images = cameras.map((camera, v) => {
      // Each sample colours its own surroundings, so that the picture is flat under it.
      const image = createLinearImage(camera.width, camera.height, 3);
      const pixels = project(camera, grid);
      const shade = new Float64Array(3);
      for (let y = 0; y < camera.height; y++)
        for (let x = 0; x < camera.width; x++) {
          const distance = (i: number): number => Math.hypot(pixels[3 * i] - x - 0.5, pixels[3 * i + 1] - y - 0.5);
          const i = Array.from({ length: COUNT }, (_, k) => k).reduce((a, b) => (distance(b) < distance(a) ? b : a));
          const basis = shBasis(facing[3 * i], facing[3 * i + 1], facing[3 * i + 2], new Float64Array(9));
          irradiance(lights[v], basis, shade);
          for (let c = 0; c < 3; c++) image.data[3 * (y * camera.width + x) + c] = (0.3 + 0.02 * i) * shade[c];
        }
      return fourLanes(image);
    });
    const exact: HeldLight = { images, lights, weights: visibility, scale: 0.01 };
    const loss = (normals: Float64Array): number => {
      const out = { pixels: new Float64Array(2 * COUNT * cameras.length), normals: new Float64Array(3 * COUNT) };
      const samples = { cameras, points: cameras.map(() => grid), normals };
      return shadingLoss(kernels, { light: exact, factor: 1 }, samples, out);
    };
    expect(loss(facing)).toBeLessThan(1e-6);
    const turned = facing.slice();
    turned.set([0.6, 0, 0.8], 0);
    expect(loss(turned)).toBeGreaterThan(0.1);
  });
});

/** A grid, so far apart that each sample has pixels of its own. */
const grid = Float64Array.from({ length: 3 * COUNT }, (_, k) => {
  const i = Math.floor(k / 3);
  return [8 * ((i % 6) - 2.5), 8 * (Math.floor(i / 6) - 2), 0][k % 3];
});
