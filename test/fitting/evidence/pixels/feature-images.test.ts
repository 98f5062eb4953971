import { describe, expect, it } from 'vitest';
import {
  greyViews,
  type SurfaceFeature,
  viewFeatures,
} from '../../../../src/fitting/evidence/pixels/feature-images.ts';
import { probeFeatures } from '../../../../src/fitting/terms/consistency-term.ts';
import type { Camera } from '../../../../src/geometry/camera.ts';
import { createLinearImage, type LinearImage } from '../../../../src/image/image.ts';
import { plainKernels } from '../../../../src/kernels/runtime/plain-kernels.ts';
import { checkGradient } from '../../../helpers/gradient-check.ts';

const kernels = plainKernels();
const DENSITY = 2;
const SIGMA_MM = 1.5;

/** A plane with a smooth random pattern, seen square (1) or squeezed in x by the cosine of its turn. */
function plane(cosine: number, gain: number): LinearImage {
  const image = createLinearImage(200, 200, 3);
  for (let y = 0; y < 200; y++)
    for (let x = 0; x < 200; x++) {
      const u = (x + 0.5 - 100) / (DENSITY * cosine);
      const v = (y + 0.5 - 100) / DENSITY;
      const value = 0.4 + 0.1 * Math.sin(0.5 * u + 0.3 * v) + 0.08 * Math.cos(0.4 * u - 0.6 * v);
      image.data.fill(gain * value, 3 * (y * 200 + x), 3 * (y * 200 + x) + 3);
    }
  return image;
}

/** Value and derivative in pixels of the feature. @param footprint pixels per mm along the tangent plane's axes [2, 2] */
function sample(
  feature: SurfaceFeature,
  px: number,
  py: number,
  footprint: readonly number[],
): { value: number; gradient: Float64Array } {
  // A camera that sees (x, y, 0) at the pixel (x, y).
  const camera: Camera = {
    width: 200,
    height: 200,
    fx: 1,
    fy: 1,
    cx: 0,
    cy: 0,
    rotation: Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1),
    translation: Float64Array.of(0, 0, 1),
  };
  const visibility = { weights: [Float64Array.of(1)], footprints: [Float64Array.from(footprint)] };
  const probes = probeFeatures(kernels, { features: [feature], visibility }, [camera], [Float64Array.of(px, py, 0)]);
  return { value: probes.value[0], gradient: Float64Array.from(probes.gradient) };
}

/** The feature of {@link SIGMA_MM} of a picture of {@link DENSITY} pixels per mm. */
function featureOf(image: LinearImage): SurfaceFeature {
  const mask = new Uint8Array(image.width * image.height).fill(1);
  const camera = { fx: DENSITY, fy: DENSITY, translation: Float64Array.of(0, 0, 1) } as unknown as Camera;
  return viewFeatures(
    kernels,
    greyViews(kernels.memory, [{ image, mask, labels: null }], 'grey'),
    [camera],
    SIGMA_MM,
  )[0];
}

/** The feature at a pixel of a plane that is turned away by a cosine. */
function at(image: LinearImage, [px, py]: readonly [number, number], cosine: number): number {
  return sample(featureOf(image), px, py, [DENSITY * cosine, 0, 0, DENSITY]).value;
}

function correlation(a: readonly number[], b: readonly number[]): number {
  const dot = (x: readonly number[], y: readonly number[]): number => x.reduce((sum, v, i) => sum + v * y[i], 0);
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
}

describe('surface feature', () => {
  it('has the derivative of central differences', () => {
    const feature = featureOf(plane(1, 1));
    const footprint = [1.7, 0.3, -0.2, 1.9];
    checkGradient(
      (p) => sample(feature, p[0], p[1], footprint).value,
      (p) => sample(feature, p[0], p[1], footprint).gradient,
      Float64Array.of(101.337, 98.211),
      { rtol: 1e-4, atol: 1e-6, step: 1e-4 },
    );
  });

  it('varies alike in a view turned by 60 degrees, closer than without the footprint', () => {
    const front = plane(1, 1);
    const turned = plane(0.5, 1);
    const square: number[] = [];
    const followed: number[] = [];
    const ignored: number[] = [];
    for (let u = -12; u <= 12; u += 1.5) {
      square.push(at(front, [100 + DENSITY * u, 100], 1));
      followed.push(at(turned, [100 + 0.5 * DENSITY * u, 100], 0.5));
      ignored.push(at(turned, [100 + 0.5 * DENSITY * u, 100], 1));
    }
    expect(correlation(square, followed)).toBeGreaterThan(0.97);
    expect(1 - correlation(square, followed)).toBeLessThan(0.7 * (1 - correlation(square, ignored)));
  });

  it('sees a colour as its luminance, at its own pixel', () => {
    const grey = plane(1, 1);
    const coloured = { ...grey, data: grey.data.slice() };
    for (let k = 0; k < coloured.data.length; k += 3) coloured.data.set([0, grey.data[k] / 0.7152, 0], k);
    const [a, b] = [grey, coloured].map((image) => featureOf(image).fine);
    expect(Math.max(...a.map((x, i) => Math.abs(x - b[i])))).toBeLessThan(1e-5);
  });

  it('does not change when the light doubles', () => {
    for (const [x, y] of [
      [100, 100],
      [92.5, 108],
      [111, 95],
    ])
      expect(at(plane(1, 1), [x, y], 1)).toBeCloseTo(at(plane(1, 0.5), [x, y], 1), 0.9);
  });
});
