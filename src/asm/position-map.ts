import { chartTriangles, type HeadModel, skinTriangles } from '../head/head-model.ts';
import { dilate, forEachTexel } from '../render/raster/uv-raster.ts';

/** Surface positions over the skin UV [size, size, 3] mm, grown beyond the chart: f(zeta) of the binding. */
export interface PositionMap {
  readonly size: number;
  readonly positions: Float64Array;
}

const POSITION_MAP_SIZE = 256;

/** Rasterises the template's skin into its UV chart. @param positions [V, 3] */
export function buildPositionMap(head: HeadModel, positions: ArrayLike<number>, size = POSITION_MAP_SIZE): PositionMap {
  const triangles = skinTriangles(head);
  const out = new Float64Array(3 * size * size).fill(Number.NaN);
  for (const t of chartTriangles(head)) {
    const vertices = [triangles[3 * t], triangles[3 * t + 1], triangles[3 * t + 2]];
    const corners = vertices.map((v) => ({ x: head.skinUv[2 * v] * size, y: head.skinUv[2 * v + 1] * size }));
    forEachTexel(corners, size, (texel, w) => {
      for (let k = 0; k < 3; k++)
        out[3 * texel + k] =
          w[0] * positions[3 * vertices[0] + k] +
          w[1] * positions[3 * vertices[1] + k] +
          w[2] * positions[3 * vertices[2] + k];
    });
  }
  return { size, positions: dilate(out, size, 3) };
}

/**
 * f(zeta) by bilinear interpolation and its derivative D [3, 2] in UV.
 * @returns position [3] and derivative [3, 2] row-major
 */
export function lookUpPosition(
  map: PositionMap,
  u: number,
  v: number,
): { position: Float64Array; derivative: Float64Array } {
  const { size, positions } = map;
  const x = Math.min(size - 1 - 1e-9, Math.max(0, u * size - 0.5));
  const y = Math.min(size - 1 - 1e-9, Math.max(0, v * size - 0.5));
  const ix = Math.min(size - 2, Math.floor(x));
  const iy = Math.min(size - 2, Math.floor(y));
  const wx = x - ix;
  const wy = y - iy;
  const position = new Float64Array(3);
  const derivative = new Float64Array(6);
  for (let k = 0; k < 3; k++) {
    const at = (dx: number, dy: number): number => positions[3 * ((iy + dy) * size + ix + dx) + k];
    position[k] = (at(0, 0) * (1 - wx) + at(1, 0) * wx) * (1 - wy) + (at(0, 1) * (1 - wx) + at(1, 1) * wx) * wy;
    derivative[2 * k] = size * ((at(1, 0) - at(0, 0)) * (1 - wy) + (at(1, 1) - at(0, 1)) * wy);
    derivative[2 * k + 1] = size * ((at(0, 1) - at(0, 0)) * (1 - wx) + (at(1, 1) - at(1, 0)) * wx);
  }
  return { position, derivative };
}
