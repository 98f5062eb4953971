import { afterAll, describe, expect, it } from 'vitest';
import { ADD_UNLIT, OBSERVE_TEXELS } from '../../../src/kernels/jobs/observe-texels.ts';
import { PHOTOMETRIC_PIXELS, type PhotometricPixelsJob } from '../../../src/kernels/jobs/photometric-pixels.ts';
import { NO_TRIANGLE, RASTERIZE } from '../../../src/kernels/jobs/rasterize.ts';
import { SHADE_PIXELS } from '../../../src/kernels/jobs/shade-pixels.ts';
import { SHRINK_CROP } from '../../../src/kernels/jobs/shrink-crop.ts';
import { checkGradient, normals } from '../../helpers/gradient-check.ts';
import { bothKernels, expectSame, runKernel, uniform } from '../../helpers/kernel-pair.ts';

const pair = bothKernels(2);
afterAll(() => pair.wasm.close());

/** A wavy sheet of a grid of vertices in front of a camera: in pixels, with depths. */
const GRID = 9;
const [width, height] = [53, 41];
const vertexCount = GRID * GRID;
const pixels = Float64Array.from({ length: 3 * vertexCount }, (_, k) => {
  const [column, row] = [Math.floor(k / 3) % GRID, Math.floor(k / 3 / GRID)];
  const wave = Math.sin(0.9 * column + 0.4 * row);
  return [4.3 + 5.4 * column + 0.8 * wave, 2.2 + 4.3 * row - 0.6 * wave, 500 + 12 * wave + 3 * row][k % 3];
});
const triangles = Uint32Array.from(
  Array.from({ length: (GRID - 1) ** 2 }, (_, q) => {
    const a = Math.floor(q / (GRID - 1)) * GRID + (q % (GRID - 1));
    return [a, a + 1, a + GRID, a + 1, a + GRID + 1, a + GRID];
  }).flat(),
);
const triangleCount = triangles.length / 3;
const uvs = Float64Array.from({ length: 2 * vertexCount }, (_, k) => {
  const [column, row] = [Math.floor(k / 2) % GRID, Math.floor(k / 2 / GRID)];
  return [0.06 + (0.87 * column) / (GRID - 1), 0.05 + (0.9 * row) / (GRID - 1)][k % 2];
});
const mesh = { pixels, triangles, uvs, uvTriangles: triangles };
const raster = {
  pixels,
  triangles,
  triangleCount,
  width,
  height,
  near: 1,
  depth: new Float64Array(width * height),
  triangle: new Uint32Array(width * height),
};
const [{ triangle: ids }] = runKernel(pair.plain, RASTERIZE, [raster]) as Record<string, Float64Array>[];
const triangle = Uint32Array.from(ids);

function lanes(seed: number, count: number, low = 0.2, high = 1): Float64Array {
  return uniform(4 * count, seed, low, high).map((x, i) => (i % 4 === 3 ? 0 : x));
}

describe('pixel kernels in WebAssembly do what their TypeScript bodies do', () => {
  it('rasteriser: the same depths, and the same triangles but where two share an edge', () => {
    const [fast] = runKernel(pair.wasm, RASTERIZE, [raster]) as Record<string, Float64Array>[];
    const [slow] = runKernel(pair.plain, RASTERIZE, [raster]) as Record<string, Float64Array>[];
    let differ = 0;
    let covered = 0;
    for (let i = 0; i < width * height; i++) {
      if (slow.triangle[i] !== NO_TRIANGLE) covered++;
      if (fast.triangle[i] !== slow.triangle[i]) differ++;
      else if (slow.triangle[i] !== NO_TRIANGLE) expect(Math.abs(fast.depth[i] / slow.depth[i] - 1)).toBeLessThan(1e-4);
    }
    expect(covered).toBeGreaterThan(1000);
    expect(differ).toBeLessThan(5);
  });

  it('shaded pixels with several textures', () => {
    const directions = normals(3 * vertexCount, 1).map((x, i) => x + (i % 3 === 2 ? 4 : 0));
    const job = {
      ...mesh,
      triangle,
      width,
      start: 1,
      end: height,
      normals: directions,
      textureOf: Uint32Array.from({ length: triangleCount }, (_, t) => t % 2),
      textureTable: Uint32Array.of(0, 16, 8, 128, 2, 2),
      texels: lanes(2, 132),
      light: lanes(3, 9, 0.1, 0.4),
      out: new Float64Array(4 * width * height),
    };
    expectSame(pair, SHADE_PIXELS, [job], ['out'], { rtol: 3e-4 });
  });

  const size = 12;
  const photometric = {
    ...mesh,
    triangle,
    width,
    height,
    irradiance: lanes(4, vertexCount),
    texture: lanes(5, size * size),
    textureSize: size,
    target: uniform(4 * width * height, 6, 0, 1).map((x, i) => (i % 4 === 3 ? Number(x > 0.2) : x)),
    factor: 1.3,
    gradPixels: new Float64Array(2 * vertexCount),
    gradDepths: new Float64Array(vertexCount),
    gradIrradiance: new Float64Array(4 * vertexCount),
    gradTexture: new Float64Array(4 * size * size),
    loss: new Float64Array(1),
  };

  it('per-pixel photometric loss and all its gradients', () => {
    expectSame(
      pair,
      PHOTOMETRIC_PIXELS,
      [photometric],
      ['gradPixels', 'gradDepths', 'gradIrradiance', 'gradTexture', 'loss'],
      { double: ['loss'], rtol: 5e-4 },
    );
  });

  it('per-pixel photometric loss has the gradient of central differences, what hides what held', () => {
    const parts = [3 * vertexCount, 4 * vertexCount, 4 * size * size];
    const start = Float64Array.of(...pixels, ...photometric.irradiance, ...photometric.texture);
    const evaluate = (x: Float64Array): PhotometricPixelsJob => {
      const job = {
        ...photometric,
        pixels: x.slice(0, parts[0]),
        irradiance: x.slice(parts[0], parts[0] + parts[1]),
        texture: x.slice(parts[0] + parts[1]),
        gradPixels: new Float64Array(2 * vertexCount),
        gradDepths: new Float64Array(vertexCount),
        gradIrradiance: new Float64Array(4 * vertexCount),
        gradTexture: new Float64Array(4 * size * size),
        loss: new Float64Array(1),
      };
      PHOTOMETRIC_PIXELS.plain(job);
      return job;
    };
    const gradient = (x: Float64Array): Float64Array => {
      const job = evaluate(x);
      const places = Float64Array.from({ length: parts[0] }, (_, k) =>
        k % 3 === 2 ? job.gradDepths[Math.floor(k / 3)] : job.gradPixels[2 * Math.floor(k / 3) + (k % 3)],
      );
      return Float64Array.of(...places, ...job.gradIrradiance, ...job.gradTexture);
    };
    const at = (first: number, vertices: readonly number[], channels: number): number[] =>
      vertices.flatMap((v) => [0, 1, 2].map((c) => first + channels * v + c));
    const indices = [
      ...at(0, [11, 30, 40, 52], 3),
      ...at(parts[0], [12, 40], 4),
      ...at(parts[0] + parts[1], [17, 40, 77], 4),
    ];
    checkGradient((x) => evaluate(x).loss[0], gradient, start, { rtol: 2e-4, atol: 1e-5, step: 1e-7, indices });
  });

  it('observed texels, some hidden and some turned away, and their colours without light', () => {
    const count = 150;
    const [w, h] = [40, 30];
    const observe = {
      positions: uniform(3 * count, 7, -40, 40),
      normals: normals(3 * count, 8).map((x, i) => x + (i % 3 === 2 ? 1.5 : 0)),
      start: 2,
      end: count,
      camera: Float64Array.of(1, 0, 0, 0, -1, 0, 0, 0, -1, 0, 0, 600, 300, 310, 20, 15),
      width: w,
      height: h,
      image: lanes(9, w * h),
      depth: uniform(w * h, 10, 560, 700),
      trust: uniform(w * h, 11, -0.3, 1).map((x) => Math.max(0, x)),
      out: new Float64Array(4 * count),
    };
    const options = { double: ['camera'], rtol: 1e-3 };
    expectSame(pair, OBSERVE_TEXELS, [observe], ['out'], options);
    const unlit = {
      observed: lanes(12, count).map((x, i) => (i % 4 === 3 ? (i % 8 === 3 ? 0 : 0.7) : x)),
      normals: uniform(3 * count, 13, -0.6, 0.6),
      light: lanes(14, 9, -0.2, 0.4),
      start: 1,
      end: count,
      floor: 0.2,
      sum: lanes(15, count),
    };
    expectSame(pair, ADD_UNLIT, [unlit], ['sum']);
  });

  it('a shrunk crop', () => {
    const job = {
      bytes: Uint8Array.from({ length: 3 * 20 * 17 }, (_, i) => (i * 37) % 256),
      imageWidth: 20,
      left: 2,
      top: 3,
      cropHeight: 12,
      linear: Float64Array.from({ length: 256 }, (_, i) => (i / 255) ** 2.2),
      acrossFirst: Uint32Array.from({ length: 2 * 9 }, (_, t) => Math.min(15, t)),
      acrossShare: uniform(18, 16, 0, 1),
      acrossTaps: 2,
      downFirst: Uint32Array.from({ length: 2 * 7 }, (_, t) => Math.min(10, t)),
      downShare: uniform(14, 17, 0, 1),
      downTaps: 2,
      width: 9,
      height: 7,
      out: new Float64Array(3 * 63),
    };
    expectSame(pair, SHRINK_CROP, [job], ['out']);
  });
});
