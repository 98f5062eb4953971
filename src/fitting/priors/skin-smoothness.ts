import { vertexNeighbours } from '../../geometry/mesh/mesh.ts';
import type { RealArray } from '../../kernels/kernel.ts';
import type { MovedSkin } from './moved-skin.ts';

/** Umbrella Laplacian over mesh edges as sparse rows: lap(x)_i = mean of neighbours - x_i. */
export interface SmoothnessTerm {
  readonly neighbours: readonly Uint32Array[];
  /** 1/sigma^2 of a displacement's Laplacian, times the term's factor, 1/mm^2. */
  readonly weight: number;
}

/** @param neighbours of each vertex @param sigmaMm standard deviation of a displacement's Laplacian */
export function smoothnessTerm(neighbours: readonly Uint32Array[], sigmaMm: number, factor: number): SmoothnessTerm {
  return { neighbours, weight: factor / sigmaMm ** 2 };
}

/** Neighbours of the vertices of a skin. @param triangles [T, 3] */
export function skinNeighbours(vertexCount: number, triangles: ArrayLike<number>): readonly Uint32Array[] {
  return vertexNeighbours(vertexCount, triangles, 3);
}

/**
 * Smoothness of the displacement d = v' - v: L = weight sum_i |lap(d)_i|^2/2.
 * @param gradOut [V, 3] accumulated into
 */
export function smoothnessLoss(
  { neighbours, weight }: SmoothnessTerm,
  { positions, template }: MovedSkin,
  gradOut: RealArray,
): number {
  const moved = new Float64Array(3 * neighbours.length);
  for (let i = 0; i < moved.length; i++) moved[i] = positions[i] - template[i];
  let loss = 0;
  for (let i = 0; i < neighbours.length; i++) {
    const ring = neighbours[i];
    const count = ring.length;
    if (count === 0) continue;
    let [x, y, z] = [-moved[3 * i], -moved[3 * i + 1], -moved[3 * i + 2]];
    for (let r = 0; r < count; r++) {
      const n = 3 * ring[r];
      x += moved[n] / count;
      y += moved[n + 1] / count;
      z += moved[n + 2] / count;
    }
    loss += (weight * x * x) / 2;
    loss += (weight * y * y) / 2;
    loss += (weight * z * z) / 2;
    gradOut[3 * i] -= weight * x;
    gradOut[3 * i + 1] -= weight * y;
    gradOut[3 * i + 2] -= weight * z;
    const [gx, gy, gz] = [(weight * x) / count, (weight * y) / count, (weight * z) / count];
    for (let r = 0; r < count; r++) {
      const n = 3 * ring[r];
      gradOut[n] += gx;
      gradOut[n + 1] += gy;
      gradOut[n + 2] += gz;
    }
  }
  return loss;
}
