import { describe, expect, it } from 'vitest';
import type { ShadingImage } from '../../../src/fitting/evidence/shading-images.ts';
import { type ShadingTerm, shadingLoss, shadingTerm } from '../../../src/fitting/terms/shading-term.ts';
import { project } from '../../../src/geometry/camera.ts';
import { shBasis } from '../../../src/geometry/spherical-harmonics.ts';
import { plainKernels } from '../../../src/kernels/runtime/plain-kernels.ts';
import { irradiance } from '../../../src/render/light/sh-lighting.ts';
import { expectClose } from '../../helpers/close.ts';
import { normals as randomNormals } from '../../helpers/gradient-check.ts';
import { turnedCamera } from '../../helpers/textured-views.ts';

const kernels = plainKernels();
const COUNT = 30;
const FACTOR = 1.7;
const HUBER = 1.5;
const cameras = [turnedCamera(-0.2), turnedCamera(0), turnedCamera(0.2)];
const points = randomNormals(3 * COUNT, 1, 6);
const seen = cameras.map(() => points);
/** Unit normals about the viewing direction. */
const facing = Float64Array.from({ length: 3 * COUNT }, (_, k) => {
  const i = Math.floor(k / 3);
  const [a, b] = [0.5 * Math.sin(3 * i), 0.5 * Math.cos(6 * i)];
  return [a, b, Math.sqrt(1 - a * a - b * b)][k % 3];
});
/** The first view alone sees the third point; the last does not see the sixth. */
const visibility = cameras.map((_, v) =>
  Float64Array.from({ length: COUNT }, (_, i) => ((i === 2 && v > 0) || (i === 5 && v === 2) ? 0 : 0.4 + 0.2 * v)),
);
const images: ShadingImage[] = cameras.map(({ width, height }, v) => {
  const phase = randomNormals(3, 3 + v, 3);
  const pixels = new Float64Array(4 * width * height);
  for (let k = 0; k < pixels.length; k++) {
    const [x, y, c] = [(k >> 2) % width, Math.floor((k >> 2) / width), k % 4];
    if (c < 3) pixels[k] = 0.5 + 0.15 * Math.sin(0.21 * x + phase[c]) + 0.1 * Math.cos(0.17 * y - phase[c]);
  }
  return { width, height, pixels };
});

// The term as this file knows it.
function termOf(factor: number): ShadingTerm {
  const masks = cameras.map(({ width, height }) => new Uint8Array(width * height).fill(1));
  const term = shadingTerm(kernels, images, masks, visibility, cameras, seen, facing, factor);
  if (term === null) throw new Error('the views share samples');
  return term;
}
function lossOf(term: ShadingTerm): number {
  const unused = [2 * COUNT * cameras.length, 3 * COUNT].map((length) => new Float64Array(length));
  return shadingLoss(kernels, term, cameras, seen, facing, unused[0], unused[1]);
}

/** Colour of a picture between pixel centres. */
function colorAt({ width, pixels }: ShadingImage, x: number, y: number): number[] {
  const [u, w] = [Math.floor(x - 0.5), Math.floor(y - 0.5)];
  const [s, t] = [x - 0.5 - u, y - 0.5 - w];
  const at = (i: number, j: number, c: number): number => pixels[4 * ((w + j) * width + u + i) + c];
  return [0, 1, 2].map(
    (c) => (1 - t) * ((1 - s) * at(0, 0, c) + s * at(1, 0, c)) + t * ((1 - s) * at(0, 1, c) + s * at(1, 1, c)),
  );
}

/** I - a E of every view and sample under lights and weights, the albedo a by least squares [views][N][3]; null where it does not count. */
function residuals(lights: readonly Float64Array[], weights: readonly ArrayLike<number>[]): (number[] | null)[][] {
  const out: (number[] | null)[][] = cameras.map(() => new Array(COUNT).fill(null));
  for (let i = 0; i < COUNT; i++) {
    const basis = shBasis(facing[3 * i], facing[3 * i + 1], facing[3 * i + 2], new Float64Array(9));
    const views = [0, 1, 2].filter((v) => weights[v][i] > 0);
    if (views.length < 2) continue;
    const shades = lights.map((light) => irradiance(light, basis, new Float64Array(3)));
    const colors = images.map((image, v) => {
      const pixels = project(cameras[v], points);
      return colorAt(image, pixels[3 * i], pixels[3 * i + 1]);
    });
    const albedo = [0, 1, 2].map((c) => {
      const sum = (of: (v: number) => number): number => views.reduce((total, v) => total + weights[v][i] * of(v), 0);
      return sum((v) => colors[v][c] * shades[v][c]) / sum((v) => shades[v][c] ** 2);
    });
    for (const v of views) out[v][i] = [0, 1, 2].map((c) => colors[v][c] - albedo[c] * shades[v][c]);
  }
  return out;
}

describe('shading term', () => {
  it('is the weighted squares of I - a E in units of its scale', () => {
    const term = termOf(FACTOR);
    const expected = residuals(term.lights, term.weights)
      .flatMap((view, v) =>
        view.map((r, i) => (r === null ? 0 : term.weights[v][i] * r.reduce((s, x) => s + x * x, 0))),
      )
      .reduce((sum, square) => sum + (FACTOR * square) / (2 * term.scale ** 2), 0);
    expect(expected).toBeGreaterThan(1);
    expectClose([lossOf(term)], [expected], { rtol: 1e-9 });
    expectClose([lossOf(termOf(1))], [expected / FACTOR], { rtol: 1e-9 });
  });

  it('takes its scale from the median residual, and weight from what lies beyond 1.5 of it', () => {
    const { lights, weights, scale } = termOf(FACTOR);
    const sizes = residuals(lights, visibility).map((view) => view.map((r) => (r === null ? null : Math.hypot(...r))));
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
});
