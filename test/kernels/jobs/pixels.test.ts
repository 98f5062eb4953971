import { afterAll, describe, expect, it } from 'vitest';
import { ADD_UNLIT, OBSERVE_TEXELS } from '../../../src/kernels/jobs/pixels/observe-texels.ts';
import { NO_TRIANGLE, RASTERIZE } from '../../../src/kernels/jobs/pixels/rasterize.ts';
import { SHADE_PIXELS } from '../../../src/kernels/jobs/pixels/shade-pixels.ts';
import { SHRINK_CROP } from '../../../src/kernels/jobs/pixels/shrink-crop.ts';
import { normals } from '../../helpers/gradient-check.ts';
import { bothKernels, expectSame, runKernel, uniform } from '../../helpers/kernel-pair.ts';
import {
  height,
  lanes,
  mesh,
  raster,
  triangle,
  triangleCount,
  vertexCount,
  width,
} from '../../helpers/meshes/wavy-sheet.ts';

const pair = bothKernels(2);
afterAll(() => pair.wasm.close());

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
    expectSame(pair, SHADE_PIXELS, [job], { outputs: ['out'], rtol: 3e-4 });
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
    const options = { rtol: 1e-3 };
    expectSame(pair, OBSERVE_TEXELS, [observe], { outputs: ['out'], ...options });
    const unlit = {
      observed: lanes(12, count).map((x, i) => (i % 4 === 3 ? (i % 8 === 3 ? 0 : 0.7) : x)),
      normals: uniform(3 * count, 13, -0.6, 0.6),
      light: lanes(14, 9, -0.2, 0.4),
      start: 1,
      end: count,
      floor: 0.2,
      sum: lanes(15, count),
    };
    expectSame(pair, ADD_UNLIT, [unlit], { outputs: ['sum'] });
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
    expectSame(pair, SHRINK_CROP, [job], { outputs: ['out'] });
  });
});
