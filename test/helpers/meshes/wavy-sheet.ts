import { RASTERIZE } from '../../../src/kernels/jobs/pixels/rasterize.ts';
import { plainKernels } from '../../../src/kernels/runtime/plain-kernels.ts';
import { runKernel, uniform } from '../kernel-pair.ts';

/** A wavy sheet of a grid of vertices in front of a camera: in pixels, with depths. */
const GRID = 9;
export const [width, height] = [53, 41];
export const vertexCount = GRID * GRID;
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
export const triangleCount = triangles.length / 3;
const uvs = Float64Array.from({ length: 2 * vertexCount }, (_, k) => {
  const [column, row] = [Math.floor(k / 2) % GRID, Math.floor(k / 2 / GRID)];
  return [0.06 + (0.87 * column) / (GRID - 1), 0.05 + (0.9 * row) / (GRID - 1)][k % 2];
});
export const mesh = { pixels, triangles, uvs, uvTriangles: triangles };
export const raster = {
  pixels,
  triangles,
  triangleCount,
  width,
  height,
  near: 1,
  depth: new Float64Array(width * height),
  triangle: new Uint32Array(width * height),
};
const [{ triangle: ids }] = runKernel(plainKernels(), RASTERIZE, [raster]) as Record<string, Float64Array>[];
/** Of each pixel, by the plain rasteriser. */
export const triangle = Uint32Array.from(ids);

/** Colours [count, 4] whose fourth lanes are 0. */
export function lanes(seed: number, count: number, low = 0.2, high = 1): Float64Array {
  return uniform(4 * count, seed, low, high).map((x, i) => (i % 4 === 3 ? 0 : x));
}
