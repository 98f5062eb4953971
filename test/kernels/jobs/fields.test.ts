import { afterAll, describe, expect, it } from 'vitest';
import { createRandom } from '../../../src/geometry/random.ts';
import { GAUSSIAN_BLUR, INTERLEAVE_PLANES } from '../../../src/kernels/jobs/pixels/gaussian-blur.ts';
import {
  MIXTURE_WEIGHTS,
  MIXTURE_WEIGHTS_BACKWARD,
  NO_GAUSSIAN,
  paddedCount,
  TABLE_VECTORS,
} from '../../../src/kernels/jobs/skin/mixture-weights.ts';
import { BLEND_SKIN, BLEND_SKIN_BACKWARD } from '../../../src/kernels/jobs/skin/skinning.ts';
import { CHOLESKY } from '../../../src/kernels/jobs/solve/cholesky.ts';
import { POINT_ROWS } from '../../../src/kernels/jobs/solve/point-rows.ts';
import { FEATURE_LAYERS, FEATURE_PROBE, FEATURE_TAPS } from '../../../src/kernels/jobs/terms/surface-feature.ts';
import { normals } from '../../helpers/gradient-check.ts';
import { bothKernels, expectSame, runKernel, uniform } from '../../helpers/kernel-pair.ts';

const pair = bothKernels(2);
const { wasm, plain } = pair;
afterAll(() => wasm.close());

/** A smooth picture with detail. */
function picture(width: number, height: number): Float64Array {
  return Float64Array.from({ length: width * height }, (_, i) => {
    const [x, y] = [i % width, Math.floor(i / width)];
    return Math.sin(0.31 * x + 0.17 * y) + 0.5 * Math.cos(0.9 * y - 0.2 * x) + 0.1 * Math.sin(2 * x);
  });
}

describe('kernels in WebAssembly do what their TypeScript bodies do', () => {
  it.each([0.1, 0.8, 1.9, 2.4, 6.7])('Gaussian blur, sigma %f, odd sizes', (sigma) => {
    const [width, height] = [61, 43];
    const target = new Float64Array(width * height);
    expectSame(pair, GAUSSIAN_BLUR, [{ source: picture(width, height), target, width, height, sigma }], {
      outputs: ['target'],
    });
  });

  it('planes to pixels', () => {
    const [red, green, blue] = [1, 2, 3].map((seed) => normals(10, seed));
    expectSame(pair, INTERLEAVE_PLANES, [{ red, green, blue, target: new Float64Array(40), count: 10 }], {
      outputs: ['target'],
    });
  });

  it.each([1, 2])('surface feature, pair at step %i: layers and probes, some hidden, masked or outside', (pairStep) => {
    const [width, height] = [91, 70];
    const count = 200;
    const layers = {
      source: picture(width, height),
      fine: new Float64Array(width * height),
      pair: new Float64Array(2 * Math.floor(width / pairStep) * Math.floor(height / pairStep)),
      pairStep,
      width,
      height,
      sigma: 2.2,
    };
    expectSame(pair, FEATURE_LAYERS, [layers], { outputs: ['fine', 'pair'] });
    const [planes] = runKernel(plain, FEATURE_LAYERS, [layers]);
    const random = createRandom(4);
    const mask = Uint8Array.from({ length: width * height }, () => (random.uniform() < 0.9 ? 1 : 0));
    const points = uniform(3 * count, 5, -60, 60);
    const visibility = uniform(count, 6, -0.3, 1).map((w) => Math.max(0, w));
    const job = {
      fine: planes.fine as Float64Array,
      pair: planes.pair as Float64Array,
      pairStep,
      mask,
      width,
      height,
      camera: Float64Array.of(1, 0, 0, 0, -1, 0, 0, 0, -1, 3, -2, 600, 500, 510, 45, 35),
      points,
      footprints: uniform(4 * count, 7, -1, 1),
      visibility,
      taps: FEATURE_TAPS,
      tapCount: FEATURE_TAPS.length / 3,
      count,
      sigmaMm: 2.6,
      value: new Float64Array(count),
      gradient: new Float64Array(2 * count),
      weight: new Float64Array(count),
    };
    expectSame(pair, FEATURE_PROBE, [job], { outputs: ['value', 'gradient', 'weight'], rtol: 2e-4 });
    const [{ weight }] = runKernel(plain, FEATURE_PROBE, [job]);
    expect((weight as Float64Array).filter((w) => w > 0).length).toBeGreaterThan(20);
    expect((weight as Float64Array).filter((w, i) => w === 0 && visibility[i] > 0).length).toBeGreaterThan(5);
  });

  it('normal equations of point rows, centred and plain, with and without expressions', () => {
    const [count, viewCount, rowsPerView, shapeCount] = [37, 3, 2, 24];
    const rows = count * viewCount * rowsPerView;
    for (const [expressionCount, localCount] of [
      [6, 24],
      [0, 16],
    ]) {
      const side = viewCount * localCount;
      // Two in three points hang on the jaw.
      const armStart = Uint32Array.from({ length: count + 1 }, (_, i) => i - Math.ceil(i / 3));
      const arms = armStart[count];
      const weights = uniform(rows, 8, -0.5, 1).map((w) => Math.max(0, w));
      const job = {
        basis: normals(count * 3 * shapeCount, 9),
        weights,
        residuals: normals(rows, 10),
        slopes: normals(3 * rows, 11),
        centred: normals(3 * rows, 12),
        rigs: normals(7 * rows, 13),
        armStart,
        armBasis: normals(arms * 3 * shapeCount, 22),
        armSlopes: normals(3 * arms * viewCount * rowsPerView, 23),
        armCentred: normals(3 * arms * viewCount * rowsPerView, 24),
        jaws: normals(5 * arms * viewCount * rowsPerView, 25),
        start: 3,
        end: count,
        viewCount,
        rowsPerView,
        shapeCount,
        expressionStart: 16,
        expressionCount,
        localCount,
        shapeShape: normals(shapeCount ** 2, 14),
        localShape: normals(side * shapeCount, 15),
        localLocal: normals(side ** 2, 16),
        gradient: normals(shapeCount + side, 17),
        inverseTotals: uniform(count, 18, -0.2, 1).map((w) => Math.max(0, w)),
      };
      const width: Record<string, number> = { shapeShape: shapeCount, localLocal: side };
      expectSame(pair, POINT_ROWS, [job], {
        outputs: ['shapeShape', 'localShape', 'localLocal', 'gradient'],
        compare: (field, i) => !(field in width) || i % width[field] <= Math.floor(i / width[field]),
      });
    }
  });

  it('Cholesky, also where the matrix is not positive definite', () => {
    const count = 45;
    const factor = normals(count * count, 19);
    const hessian = new Float64Array(count * count);
    for (let i = 0; i < count; i++)
      for (let j = 0; j < count; j++)
        for (let k = 0; k < count; k++) hessian[i * count + j] += factor[i * count + k] * factor[j * count + k];
    const job = { hessian, rhs: normals(count, 20), count, solved: new Float64Array(1) };
    expectSame(pair, CHOLESKY, [job], { outputs: ['rhs', 'solved'], rtol: 1e-9 });
    const broken = { ...job, hessian: hessian.map((x, i) => (i === 5 * count + 5 ? -1 : x)) };
    for (const kernels of [wasm, plain])
      expect((runKernel(kernels, CHOLESKY, [broken])[0].solved as Float64Array)[0]).toBe(0);
  });

  it.each([1, 2, 3, 5])(
    'mixture weights and skinning with %i Gaussians a bone, forward and backward',
    (mixtureCount) => {
      const [vertexCount, boneCount] = [50, 7];
      const lanes = paddedCount(mixtureCount);
      const random = createRandom(21);
      const starts = new Uint32Array(vertexCount + 1);
      const list: number[] = [];
      for (let i = 0; i < vertexCount; i++) {
        list.push(0);
        for (let j = 1; j < boneCount; j++) if (random.uniform() < 0.7) list.push(j);
        starts[i + 1] = list.length;
      }
      const bones = Uint32Array.from(list);
      const table = Float64Array.from({ length: boneCount * TABLE_VECTORS * lanes }, (_, i) => {
        const [vector, k] = [Math.floor(i / lanes) % TABLE_VECTORS, i % lanes];
        if (vector === 5) return k < mixtureCount ? 1 + random.uniform() : NO_GAUSSIAN;
        return vector < 2 ? random.uniform() : vector < 4 ? 2 + 3 * random.uniform() : random.normal();
      });
      const pairs = { uv: uniform(2 * vertexCount, 22, 0, 1), starts, bones };
      const range = { start: 2, end: vertexCount };
      const forward = {
        ...pairs,
        table,
        lanes,
        background: 0.5,
        ...range,
        densities: new Float64Array(bones.length * lanes),
        weights: new Float64Array(bones.length),
        sums: new Float64Array(vertexCount),
      };
      expectSame(pair, MIXTURE_WEIGHTS, [forward], { outputs: ['densities', 'weights', 'sums'] });
      const [{ densities, weights, sums }] = runKernel(plain, MIXTURE_WEIGHTS, [forward]) as Record<
        string,
        Float64Array
      >[];
      for (let i = range.start; i < range.end; i++)
        expect(weights.slice(starts[i], starts[i + 1]).reduce((a, b) => a + b)).toBeCloseTo(1, 12);
      const gradTable = normals(table.length, 23);
      expectSame(
        pair,
        MIXTURE_WEIGHTS_BACKWARD,
        [
          {
            ...pairs,
            table,
            lanes,
            ...range,
            densities,
            weights,
            sums,
            gradWeights: normals(bones.length, 24),
            gradTable,
          },
        ],
        { outputs: ['gradTable'] },
      );
      const skin = {
        positions: normals(3 * vertexCount, 25, 50),
        starts,
        bones,
        weights,
        transforms: normals(16 * boneCount, 26).map((x, i) => (i % 4 === 3 ? 0 : x)),
        ...range,
      };
      expectSame(pair, BLEND_SKIN, [{ ...skin, out: new Float64Array(3 * vertexCount) }], { outputs: ['out'] });
      const backward = {
        ...skin,
        gradOut: normals(3 * vertexCount, 27),
        gradWeights: normals(bones.length, 28),
        gradTransforms: normals(16 * boneCount, 29),
      };
      expectSame(pair, BLEND_SKIN_BACKWARD, [backward], {
        outputs: ['gradWeights', 'gradTransforms'],
        compare: (field, i) => field !== 'gradTransforms' || i % 4 !== 3,
      });
    },
  );
});
