import { afterAll, describe, expect, it } from 'vitest';
import { ADAM_STEP } from '../../bench/kernels/jobs/adam-step.ts';
import { ADD_ARRAYS } from '../../bench/kernels/jobs/add-arrays.ts';
import { PHOTOMETRIC_PIXELS, type PhotometricPixelsJob } from '../../bench/kernels/jobs/photometric-pixels.ts';
import { VERTEX_LIGHT, VERTEX_LIGHT_BACKWARD } from '../../bench/kernels/jobs/vertex-light.ts';
import { plainKernels } from '../../src/kernels/runtime/plain-kernels.ts';
import { openCompiledBenchKernels } from '../helpers/bench-kernels.ts';
import { checkGradient, normals } from '../helpers/gradient-check.ts';
import { expectSame, uniform } from '../helpers/kernel-pair.ts';
import { height, lanes, mesh, triangle, vertexCount, width } from '../helpers/meshes/wavy-sheet.ts';

const pair = { wasm: openCompiledBenchKernels(2), plain: plainKernels() };
afterAll(() => pair.wasm.close());

describe("the bench's kernels in WebAssembly do what their TypeScript bodies do", () => {
  it('are compiled', () => {
    expect(pair.wasm.backend.kind).toBe('wasm');
  });

  it('light at vertices', () => {
    const count = 60;
    const directions = normals(3 * count, 16);
    const facing = directions.map((x, i) => x / Math.hypot(...directions.subarray(i - (i % 3), i - (i % 3) + 3)));
    const coloured = (seed: number, length: number): Float64Array =>
      normals(4 * length, seed).map((x, i) => (i % 4 === 3 ? 0 : x));
    const light = coloured(24, 9);
    expectSame(pair, VERTEX_LIGHT, [{ normals: facing, count, light, irradiance: new Float64Array(4 * count) }], {
      outputs: ['irradiance'],
    });
    const gradient = {
      gradIrradiance: coloured(25, count),
      gradNormals: normals(3 * count, 26),
      gradLight: coloured(27, 9),
    };
    expectSame(pair, VERTEX_LIGHT_BACKWARD, [{ normals: facing, count, light, ...gradient }], {
      outputs: ['gradNormals', 'gradLight'],
    });
  });

  it('sums of arrays', () => {
    expectSame(pair, ADD_ARRAYS, [{ source: normals(23, 40), target: normals(23, 41), start: 2, end: 23 }], {
      outputs: ['target'],
    });
  });

  it('Adam, in blocks that are no multiple of four', () => {
    const job = {
      parameters: normals(37, 30),
      gradient: normals(37, 31),
      mean: normals(37, 32, 0.1),
      variance: uniform(37, 33, 0.01, 0.2),
      start: 3,
      end: 37,
      rate: 0.01,
      decayRate1: 0.9,
      decayRate2: 0.99,
      correction1: 1.4,
      correction2: 3,
      epsilon: 1e-9,
    };
    expectSame(pair, ADAM_STEP, [job], { outputs: ['parameters', 'mean', 'variance'] });
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
    expectSame(pair, PHOTOMETRIC_PIXELS, [photometric], {
      outputs: ['gradPixels', 'gradDepths', 'gradIrradiance', 'gradTexture', 'loss'],
      rtol: 5e-4,
    });
  });

  it('per-pixel photometric loss has the gradient of central differences, what hides what held', () => {
    const parts = [3 * vertexCount, 4 * vertexCount, 4 * size * size];
    const start = Float64Array.of(...mesh.pixels, ...photometric.irradiance, ...photometric.texture);
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
});
