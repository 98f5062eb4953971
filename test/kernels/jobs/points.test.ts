import { afterAll, describe, expect, it } from 'vitest';
import { buildTriangleTree } from '../../../src/geometry/mesh/triangle-tree.ts';
import { CLOSEST_POINT } from '../../../src/kernels/jobs/points/closest-point.ts';
import { PROJECT, PROJECT_BACKWARD } from '../../../src/kernels/jobs/points/projection.ts';
import { SHAPE_COLUMNS } from '../../../src/kernels/jobs/points/shape-columns.ts';
import { VERTEX_NORMALS, VERTEX_NORMALS_BACKWARD } from '../../../src/kernels/jobs/points/vertex-normals.ts';
import { CONSISTENCY } from '../../../src/kernels/jobs/terms/consistency.ts';
import { COLOR_PROBE, SHADING } from '../../../src/kernels/jobs/terms/shading.ts';
import { checkGradient, dot, normals } from '../../helpers/gradient-check.ts';
import { bothKernels, expectSame, runKernel, uniform } from '../../helpers/kernel-pair.ts';

const pair = bothKernels(2);
afterAll(() => pair.wasm.close());

const camera = Float64Array.of(0.8, 0, 0.6, 0, -1, 0, 0.6, 0, -0.8, 3, -2, 600, 500, 510, 45, 35);
const count = 60;
const points = uniform(3 * count, 1, -60, 60);

/** A closed bumpy surface. */
function bumpySphere(rings: number): { positions: Float64Array; triangles: Uint32Array } {
  const positions: number[] = [];
  const triangles: number[] = [];
  for (let i = 0; i <= rings; i++)
    for (let j = 0; j < 2 * rings; j++) {
      const [a, b] = [(Math.PI * i) / rings, (Math.PI * j) / rings];
      const r = 50 + 4 * Math.sin(5 * a) * Math.cos(3 * b);
      positions.push(r * Math.sin(a) * Math.cos(b), r * Math.cos(a), r * Math.sin(a) * Math.sin(b));
      const [k, next] = [i * 2 * rings + j, i * 2 * rings + ((j + 1) % (2 * rings))];
      if (i < rings) triangles.push(k, next, k + 2 * rings, next, next + 2 * rings, k + 2 * rings);
    }
  return { positions: Float64Array.from(positions), triangles: Uint32Array.from(triangles) };
}

describe('kernels over points in WebAssembly do what their TypeScript bodies do', () => {
  it('shape columns, an odd part of them', () => {
    const job = {
      basis: normals(90 * 40, 2),
      stride: 40,
      first: 5,
      count: 21,
      source: normals(90, 3),
      coefficients: normals(21, 4),
      out: new Float64Array(90),
      start: 2,
      end: 90,
    };
    expectSame(pair, SHAPE_COLUMNS, [job], { outputs: ['out'] });
  });

  it('projection, forward and backward', () => {
    expectSame(pair, PROJECT, [{ camera, points, count, pixels: new Float64Array(3 * count) }], {
      outputs: ['pixels'],
    });
    const backward = {
      camera,
      points,
      count,
      gradPixels: normals(2 * count, 5),
      gradDepths: normals(count, 6),
      gradPoints: normals(3 * count, 7),
      gradCamera: normals(7, 8),
    };
    expectSame(pair, PROJECT_BACKWARD, [backward], { outputs: ['gradPoints', 'gradCamera'] });
  });

  it('projection has the gradient of central differences, depth included', () => {
    const cotangent = normals(3 * count, 9);
    const split = {
      gradPixels: Float64Array.from({ length: 2 * count }, (_, i) => cotangent[3 * (i >> 1) + (i & 1)]),
      gradDepths: Float64Array.from({ length: count }, (_, i) => cotangent[3 * i + 2]),
    };
    const loss = (x: Float64Array): number => {
      const pixels = new Float64Array(3 * count);
      PROJECT.plain({ camera, points: x, count, pixels });
      return dot(cotangent, pixels);
    };
    const gradient = (x: Float64Array): Float64Array => {
      const gradPoints = new Float64Array(3 * count);
      PROJECT_BACKWARD.plain({ camera, points: x, count, ...split, gradPoints, gradCamera: new Float64Array(7) });
      return gradPoints;
    };
    checkGradient(loss, gradient, points, { rtol: 1e-5, atol: 1e-6 });
  });

  it('consistency across views, some samples seen once or never', () => {
    const viewCount = 4;
    const job = {
      viewCount,
      count,
      start: 1,
      end: count,
      value: normals(viewCount * count, 10),
      weight: uniform(viewCount * count, 11, -1, 1).map((w) => Math.max(0, w)),
      gradient: normals(2 * viewCount * count, 12),
      scale: 0.6,
      factor: 1.7,
      gradPixels: normals(2 * viewCount * count, 13),
      loss: Float64Array.of(3),
    };
    expectSame(pair, CONSISTENCY, [job], { outputs: ['gradPixels', 'loss'] });
  });

  it('colours and shading', () => {
    const [width, height] = [90, 70];
    const probe = {
      image: uniform(4 * width * height, 14, 0, 1).map((x, i) => (i % 4 === 3 ? 0 : x)),
      width,
      height,
      camera,
      points,
      count,
      visibility: uniform(count, 15, -0.3, 1).map((w) => Math.max(0, w)),
      color: new Float64Array(4 * count),
      slopeX: new Float64Array(4 * count),
      slopeY: new Float64Array(4 * count),
      weight: new Float64Array(count),
    };
    // Neighbouring pixels are unrelated here, so that a rounded place shows.
    expectSame(pair, COLOR_PROBE, [probe], { outputs: ['color', 'slopeX', 'slopeY', 'weight'], rtol: 2e-4 });
    const viewCount = 3;
    const directions = normals(3 * count, 16);
    const facing = directions.map((x, i) => x / Math.hypot(...directions.subarray(i - (i % 3), i - (i % 3) + 3)));
    const lanes = (seed: number, length: number): Float64Array =>
      normals(4 * length, seed).map((x, i) => (i % 4 === 3 ? 0 : x));
    const shading = {
      viewCount,
      count,
      start: 0,
      end: count,
      color: lanes(17, viewCount * count),
      slopeX: lanes(18, viewCount * count),
      slopeY: lanes(19, viewCount * count),
      weight: uniform(viewCount * count, 20, -1, 1).map((w) => Math.max(0, w)),
      lights: lanes(21, 9 * viewCount).map((x, i) => x + (i % 36 < 3 ? 4 : 0)),
      normals: facing,
      scale: 0.3,
      factor: 1.2,
      gradPixels: normals(2 * viewCount * count, 22),
      gradNormals: normals(3 * count, 23),
      loss: Float64Array.of(0),
    };
    expectSame(pair, SHADING, [shading], { outputs: ['gradPixels', 'gradNormals', 'loss'], rtol: 3e-4 });
  });

  it('vertex normals, forward and backward', () => {
    const { positions, triangles } = bumpySphere(9);
    const vertexCount = positions.length / 3;
    const mesh = { positions, vertexCount, triangles, triangleCount: triangles.length / 3 };
    const out = { normals: new Float64Array(positions.length), lengths: new Float64Array(vertexCount) };
    // Vertices at the poles have several places and some triangles no area: their normals are rounding alone.
    const clean = (_: string, i: number): boolean => i >= 3 * 18 && i < positions.length - 3 * 18;
    expectSame(pair, VERTEX_NORMALS, [{ ...mesh, ...out }], { outputs: ['normals'], compare: clean });
    const [forward] = runKernel(pair.plain, VERTEX_NORMALS, [{ ...mesh, ...out }]) as Record<string, Float64Array>[];
    const backward = {
      ...mesh,
      normals: forward.normals,
      lengths: forward.lengths,
      gradNormals: normals(positions.length, 28).map((x, i) => (clean('', i) ? x : 0)),
      gradPositions: normals(positions.length, 29),
    };
    expectSame(pair, VERTEX_NORMALS_BACKWARD, [backward], { outputs: ['gradPositions'] });
  });

  it('closest points, and they are those of a search through all triangles', () => {
    const { positions, triangles } = bumpySphere(8);
    const tree = buildTriangleTree(positions, triangles);
    const queries = uniform(3 * count, 34, -70, 70);
    const job = {
      queries,
      start: 0,
      end: count,
      positions,
      triangles,
      ...tree,
      points: new Float64Array(3 * count),
      squares: new Float64Array(count),
      nearest: new Uint32Array(count),
    };
    expectSame(pair, CLOSEST_POINT, [job], { outputs: ['points', 'squares'], rtol: 3e-4 });
    const [{ squares }] = runKernel(pair.plain, CLOSEST_POINT, [job]) as Record<string, Float64Array>[];
    // A tree of one leaf tries all triangles.
    const all = Uint32Array.from({ length: triangles.length / 3 }, (_, t) => t);
    const whole = { ...job, bounds: tree.bounds.slice(0, 6), nodes: Uint32Array.of(0, all.length), order: all };
    const [slow] = runKernel(pair.plain, CLOSEST_POINT, [whole]) as Record<string, Float64Array>[];
    for (let q = 0; q < count; q++) expect(squares[q]).toBeCloseTo(slow.squares[q], 9);
  });
});
