import { buildTriangleTree } from '../src/geometry/mesh/triangle-tree.ts';
import { createRandom } from '../src/geometry/random.ts';
import { CLOSEST_POINT } from '../src/kernels/jobs/points/closest-point.ts';
import { CHOLESKY } from '../src/kernels/jobs/solve/cholesky.ts';
import { POINT_ROWS } from '../src/kernels/jobs/solve/point-rows.ts';
import { FEATURE_LAYERS, FEATURE_PROBE, FEATURE_TAPS } from '../src/kernels/jobs/terms/surface-feature.ts';
import { indexCopy, type Kernels, type RealArray, realCopy } from '../src/kernels/kernel.ts';
import type { Contender } from './interleave.ts';

const VIEWS = 8;
const SAMPLES = 1800;

/** The kernels that a fit spends its time in, on jobs of a fit's size: 8 views of 512, 1,800 samples. */
export function fitKernels(
  kernels: Kernels,
  mesh: { positions: Float64Array; triangles: Uint32Array },
): Map<string, Contender> {
  const { memory } = kernels;
  const random = createRandom(3);
  const noise = (count: number, low = -1, high = 1): RealArray => {
    const out = memory.real(count);
    for (let i = 0; i < count; i++) out[i] = low + (high - low) * random.uniform();
    return out;
  };
  const size = 512;
  const layers = Array.from({ length: VIEWS }, () => ({
    source: noise(size * size),
    fine: memory.real(size * size),
    pair: memory.real(2 * size * size),
    pairStep: 1,
    width: size,
    height: size,
    sigma: 1.8,
  }));
  const taps = realCopy(memory, FEATURE_TAPS);
  const mask = memory.bytes(size * size).fill(1);
  const probes = layers.map((layer) => {
    const camera = memory.double(16);
    camera.set([1, 0, 0, 0, -1, 0, 0, 0, -1, 0, 0, 600, 1200, 1200, size / 2, size / 2]);
    return {
      ...layer,
      mask,
      camera,
      points: noise(3 * SAMPLES, -70, 70),
      footprints: noise(4 * SAMPLES, -2, 2),
      visibility: noise(SAMPLES, 0.1, 1),
      taps,
      tapCount: FEATURE_TAPS.length / 3,
      count: SAMPLES,
      sigmaMm: 0.8,
      value: memory.real(SAMPLES),
      gradient: memory.real(2 * SAMPLES),
      weight: memory.real(SAMPLES),
    };
  });
  const [P, L] = [216, 64];
  // Three in ten samples hang on the jaw.
  const arms = Math.floor(0.3 * SAMPLES);
  const rows = {
    basis: noise(3 * SAMPLES * P),
    weights: noise(SAMPLES * VIEWS, 0, 1),
    residuals: noise(SAMPLES * VIEWS),
    slopes: noise(3 * SAMPLES * VIEWS),
    centred: noise(3 * SAMPLES * VIEWS),
    rigs: noise(7 * SAMPLES * VIEWS),
    armStart: indexCopy(
      memory,
      Uint32Array.from({ length: SAMPLES + 1 }, (_, i) => Math.min(i, arms)),
    ),
    armBasis: noise(3 * arms * P),
    armSlopes: noise(3 * arms * VIEWS),
    armCentred: noise(3 * arms * VIEWS),
    jaws: noise(5 * arms * VIEWS),
    inverseTotals: noise(SAMPLES, 0.1, 1),
    viewCount: VIEWS,
    rowsPerView: 1,
    shapeCount: P,
    expressionStart: 168,
    expressionCount: 48,
    localCount: L,
  };
  const parts = [0, 1, 2, 3].map((part) => ({
    ...rows,
    start: (part * SAMPLES) / 4,
    end: ((part + 1) * SAMPLES) / 4,
    shapeShape: memory.real(P * P),
    localShape: memory.real(VIEWS * L * P),
    localLocal: memory.real((VIEWS * L) ** 2),
    gradient: memory.double(P + VIEWS * L),
  }));
  const count = 522;
  const hessian = memory.double(count * count);
  const rhs = memory.double(count);
  const tree = buildTriangleTree(mesh.positions, mesh.triangles);
  const queries = 4000;
  const search = {
    queries: noise(3 * queries, -90, 90),
    positions: realCopy(memory, mesh.positions),
    triangles: indexCopy(memory, mesh.triangles),
    bounds: realCopy(memory, tree.bounds),
    nodes: indexCopy(memory, tree.nodes),
    order: indexCopy(memory, tree.order),
    points: memory.real(3 * queries),
    squares: memory.real(queries),
    nearest: memory.index(queries),
  };
  return new Map<string, Contender>([
    ['feature layers (5 blurs a view)', () => kernels.run(FEATURE_LAYERS, layers)],
    ['feature probes', () => kernels.run(FEATURE_PROBE, probes)],
    ['normal equations', () => kernels.run(POINT_ROWS, parts)],
    [
      'Cholesky, 522 unknowns',
      () => {
        for (let i = 0; i < count; i++) {
          for (let j = 0; j < count; j++) hessian[i * count + j] = 1 / (1 + Math.abs(i - j));
          hessian[i * count + i] = 50;
          rhs[i] = 1;
        }
        kernels.run(CHOLESKY, [{ hessian, rhs, count, solved: memory.double(1) }]);
      },
    ],
    [
      'closest points on the head',
      () =>
        kernels.run(
          CLOSEST_POINT,
          [0, 1, 2, 3].map((k) => ({ ...search, start: (k * queries) / 4, end: ((k + 1) * queries) / 4 })),
        ),
    ],
  ]);
}
