import { describe, expect, it } from 'vitest';
import { sampleNormals, sampleNormalsBackward } from '../../src/fitting/evidence/sample-normals.ts';
import type { ShadingImage } from '../../src/fitting/evidence/shading-images.ts';
import { type ShadingTerm, shadingLoss, shadingTerm } from '../../src/fitting/terms/shading-term.ts';
import { type Camera, project } from '../../src/geometry/camera.ts';
import { multiply3, rotationFromEuler } from '../../src/geometry/rotation.ts';
import { shBasis } from '../../src/geometry/spherical-harmonics.ts';
import { loadBundledHead } from '../../src/head/bundled/bundled-head.ts';
import { skinTriangles } from '../../src/head/head-model.ts';
import { createShapeSpace, pointPositions, shapePoints } from '../../src/head/shape/shape-space.ts';
import { createLinearImage, type LinearImage } from '../../src/image/image.ts';
import { plainKernels } from '../../src/kernels/runtime/plain-kernels.ts';
import { directionalLight, irradiance } from '../../src/render/light/sh-lighting.ts';
import { checkGradient, dot, normals as randomNormals } from '../helpers/gradient-check.ts';

const kernels = plainKernels();
const COUNT = 12;
const SIZE = 64;
const cameras: Camera[] = [-0.3, 0, 0.3].map((yaw) => ({
  width: SIZE,
  height: SIZE,
  fx: 200,
  fy: 200,
  cx: SIZE / 2,
  cy: SIZE / 2,
  rotation: multiply3([1, 0, 0, 0, -1, 0, 0, 0, -1], rotationFromEuler(0, yaw, 0)),
  translation: Float64Array.of(0, 0, 500),
}));
/** A grid, so far apart that each sample has pixels of its own. */
const points = Float64Array.from({ length: 3 * COUNT }, (_, k) => {
  const i = Math.floor(k / 3);
  return [30 * ((i % 4) - 1.5), 30 * (Math.floor(i / 4) - 1), randomNormals(COUNT, 1, 3)[i]][k % 3];
});
const masks = cameras.map(() => new Uint8Array(SIZE * SIZE).fill(1));
const visibility = cameras.map((_, v) => Float64Array.from({ length: COUNT }, (_, i) => (i === 2 && v > 0 ? 0 : 0.6)));

function unit(values: Float64Array): Float64Array {
  return values.map((x, i) => x / Math.hypot(...values.subarray(3 * Math.floor(i / 3), 3 * Math.floor(i / 3) + 3)));
}
const facing = unit(
  Float64Array.from({ length: 3 * COUNT }, (_, i) => (i % 3 === 2 ? 1 : 0.5 * randomNormals(3 * COUNT, 2)[i])),
);

function picture(seed: number): LinearImage {
  const image = createLinearImage(SIZE, SIZE, 3);
  const phase = randomNormals(3, seed, 3);
  for (let i = 0; i < image.data.length; i++) {
    const [x, y] = [Math.floor(i / 3) % SIZE, Math.floor(i / 3 / SIZE)];
    image.data[i] = 0.5 + 0.15 * Math.sin(0.21 * x + phase[i % 3]) + 0.1 * Math.cos(0.17 * y - phase[i % 3]);
  }
  return image;
}

/** A picture as kernels read it. */
function fourLanes({ width, height, data }: LinearImage): ShadingImage {
  const pixels = new Float64Array(4 * width * height);
  for (let i = 0; i < width * height; i++) pixels.set(data.subarray(3 * i, 3 * i + 3), 4 * i);
  return { width, height, pixels };
}

function termOf(images: LinearImage[]): ShadingTerm {
  const term = shadingTerm(
    kernels,
    images.map(fourLanes),
    masks,
    visibility,
    cameras,
    cameras.map(() => points),
    facing,
    1.7,
  );
  if (term === null) throw new Error('the views share samples');
  return term;
}

describe('photometric term under spherical-harmonics light', () => {
  const term = termOf([picture(3), picture(4), picture(5)]);

  it('has the gradient of central differences in pixels and normals', () => {
    const evaluate = (x: Float64Array) => {
      const seen = cameras.map(() => x.slice(0, 3 * COUNT));
      const pixels = new Float64Array(2 * COUNT * cameras.length);
      const gradNormals = new Float64Array(3 * COUNT);
      return {
        loss: shadingLoss(kernels, term, cameras, seen, x.slice(3 * COUNT), pixels, gradNormals),
        pixels,
        gradNormals,
      };
    };
    const start = Float64Array.of(...points, ...facing);
    const chain = (x: Float64Array): Float64Array => {
      const { pixels, gradNormals } = evaluate(x);
      const out = new Float64Array(6 * COUNT);
      out.set(gradNormals, 3 * COUNT);
      cameras.forEach((camera, v) => {
        for (let i = 0; i < 3 * COUNT; i++) {
          const h = 1e-5;
          const [up, down] = [h, -h].map((d) => {
            const moved = x.slice(0, 3 * COUNT);
            moved[i] += d;
            return project(camera, moved);
          });
          const p = Math.floor(i / 3);
          for (const k of [0, 1])
            out[i] += (pixels[2 * (v * COUNT + p) + k] * (up[3 * p + k] - down[3 * p + k])) / (2 * h);
        }
      });
      return out;
    };
    checkGradient((x) => evaluate(x).loss, chain, start, { rtol: 1e-5, atol: 1e-6 });
  });

  it("is zero where one albedo under each view's light explains all pixels, and grows when a normal is wrong", () => {
    const lights = [0, 1, 2].map((v) => directionalLight([v - 1, 0.3, 1], [0.9, 0.8, 0.7], [0.2, 0.25, 0.3]));
    const images = cameras.map((camera, v) => {
      // Each sample colours its own surroundings, so that the picture is flat under it.
      const image = createLinearImage(SIZE, SIZE, 3);
      const pixels = project(camera, points);
      const shade = new Float64Array(3);
      for (let y = 0; y < SIZE; y++)
        for (let x = 0; x < SIZE; x++) {
          const distance = (i: number): number => Math.hypot(pixels[3 * i] - x - 0.5, pixels[3 * i + 1] - y - 0.5);
          const i = Array.from({ length: COUNT }, (_, k) => k).reduce((a, b) => (distance(b) < distance(a) ? b : a));
          irradiance(
            lights[v],
            shBasis(facing[3 * i], facing[3 * i + 1], facing[3 * i + 2], new Float64Array(9)),
            shade,
          );
          for (let c = 0; c < 3; c++) image.data[3 * (y * SIZE + x) + c] = (0.3 + 0.05 * i) * shade[c];
        }
      return image;
    });
    const exact: ShadingTerm = { images: images.map(fourLanes), lights, weights: visibility, scale: 0.01, factor: 1 };
    const loss = (normals: Float64Array): number =>
      shadingLoss(
        kernels,
        exact,
        cameras,
        cameras.map(() => points),
        normals,
        new Float64Array(2 * COUNT * cameras.length),
        new Float64Array(3 * COUNT),
      );
    expect(loss(facing)).toBeLessThan(1e-6);
    const turned = facing.slice();
    turned.set([0.6, 0, 0.8], 0);
    expect(loss(turned)).toBeGreaterThan(0.1);
  });

  it('says nothing where no two views see a sample', () => {
    const alone = cameras.map((_, v) => new Float64Array(COUNT).fill(v === 0 ? 1 : 0));
    const seen = cameras.map(() => points);
    expect(shadingTerm(kernels, term.images, masks, alone, cameras, seen, facing, 1)).toBeNull();
  });
});

describe('normals at surface samples', () => {
  it('are unit and have the gradient of central differences', () => {
    const head = loadBundledHead();
    const space = createShapeSpace(head);
    const triangles = skinTriangles(head);
    const samples = shapePoints(
      space,
      Uint32Array.of(100, 101, 102, 500, 501, 502),
      Float64Array.of(0.2, 0.3, 0.5, 1, 0, 0),
      3,
    );
    const start = head.template.slice(0, 3 * head.parts[0].vertexCount);
    const direction = randomNormals(6, 9);
    const { normals } = sampleNormals(kernels, samples, start, triangles);
    for (let i = 0; i < 2; i++) expect(Math.hypot(...normals.subarray(3 * i, 3 * i + 3))).toBeCloseTo(1, 12);
    expect(pointPositions(samples, start)).toHaveLength(6);
    const gradient = (x: Float64Array): Float64Array => {
      const out = new Float64Array(x.length);
      sampleNormalsBackward(
        kernels,
        samples,
        x,
        triangles,
        sampleNormals(kernels, samples, x, triangles),
        direction,
        out,
      );
      return out;
    };
    const indices = [100, 101, 102, 500, 501].flatMap((v) => [3 * v, 3 * v + 1, 3 * v + 2]);
    checkGradient((x) => dot(sampleNormals(kernels, samples, x, triangles).normals, direction), gradient, start, {
      rtol: 1e-5,
      atol: 1e-8,
      indices,
    });
  });
});
