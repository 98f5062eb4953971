import { describe, expect, it } from 'vitest';
import { holdLight } from '../../../src/fitting/terms/held-light.ts';
import { project } from '../../../src/geometry/camera.ts';
import { plainKernels } from '../../../src/kernels/runtime/plain-kernels.ts';
import { expectClose } from '../../helpers/close.ts';
import {
  COUNT,
  cameras,
  facing,
  images,
  lightHere,
  masks,
  points,
  shadingResiduals,
  unmoved,
  visibility,
} from '../../helpers/fitting/shaded-views.ts';

const HUBER = 1.5;
const kernels = plainKernels();
const samples = { ...unmoved, normals: facing };

describe('held light', () => {
  it('takes its scale from the median residual, and weight from what lies beyond 1.5 of it', () => {
    const { lights, weights, scale } = lightHere();
    const sizes = shadingResiduals(lights, visibility).map((view) =>
      view.map((r) => (r === null ? null : Math.hypot(...r))),
    );
    const sorted = Float64Array.from(sizes.flat().filter((size) => size !== null)).sort();
    expectClose([scale], [1.4826 * sorted[sorted.length >> 1]], { rtol: 1e-9 });
    expect(sorted[sorted.length - 1]).toBeGreaterThan(1.1 * HUBER * scale);
    expect(sorted[0]).toBeLessThan(HUBER * scale);
    sizes.forEach((view, v) => {
      const expected = view.map(
        (size, i) => visibility[v][i] * (size === null ? 1 : Math.min(1, (HUBER * scale) / size)),
      );
      expectClose(weights[v], expected, { rtol: 1e-9 });
    });
  });

  it('explains the views better than a light of another view', () => {
    const { lights } = lightHere();
    const cost = (lights: readonly Float64Array[]): number =>
      shadingResiduals(lights, visibility)
        .flat()
        .reduce((sum, r) => sum + (r === null ? 0 : Math.hypot(...r)), 0);
    expect(cost(lights)).toBeLessThan(cost([lights[1], lights[2], lights[0]]));
  });

  it('gives no weight to samples whose pixel a mask leaves out', () => {
    const pixels = project(cameras[1], points);
    const hidden = Math.floor(pixels[1]) * cameras[1].width + Math.floor(pixels[0]);
    const masked = masks.map((mask, v) => mask.map((keep, p) => (v === 1 && p === hidden ? 0 : keep)));
    const { weights } = holdLight(kernels, { images, masks: masked, visibility }, samples) ?? { weights: [] };
    expect(weights[1][0]).toBe(0);
    expect(weights[0][0]).toBeGreaterThan(0);
    expect(Array.from(weights[1]).filter((w) => w > 0).length).toBeGreaterThan(COUNT - 5);
  });

  it('says nothing where no two views see a sample', () => {
    const alone = cameras.map((_, v) => new Float64Array(COUNT).fill(v === 0 ? 1 : 0));
    expect(holdLight(kernels, { images, masks, visibility: alone }, samples)).toBeNull();
  });
});
