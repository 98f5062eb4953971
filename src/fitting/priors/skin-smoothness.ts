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
  let loss = 0;
  for (let i = 0; i < neighbours.length; i++) {
    const ring = neighbours[i];
    if (ring.length === 0) continue;
    for (let k = 0; k < 3; k++) {
      let lap = template[3 * i + k] - positions[3 * i + k];
      for (const n of ring) lap += (positions[3 * n + k] - template[3 * n + k]) / ring.length;
      loss += (weight * lap * lap) / 2;
      const g = weight * lap;
      gradOut[3 * i + k] -= g;
      for (const n of ring) gradOut[3 * n + k] += g / ring.length;
    }
  }
  return loss;
}
