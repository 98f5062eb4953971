import { vertexNormals } from '../../geometry/mesh/mesh.ts';
import { hairRegion } from '../../head/anatomy/hair-region.ts';
import { skinTriangles } from '../../head/head-model.ts';
import type { KernelMemory, RealArray } from '../../kernels/kernel.ts';
import { type ShapedHead, uvTriangles } from '../mesh/head-mesh.ts';
import { forEachTexel, type TexelRows } from '../raster/uv-raster.ts';

/** Surface points under the texels of the skin texture, in kernel memory. */
export interface Texels {
  /** Along a side of the texture. */
  readonly size: number;
  /** Rows of it that they lie in. */
  readonly rows: TexelRows;
  /** Covered texels [N], those where hair grows last. */
  readonly index: Uint32Array;
  /** The first of these, among the N. */
  readonly scalpFrom: number;
  /** [N, 3] mm */
  readonly positions: RealArray;
  /** [N, 3] unit */
  readonly normals: RealArray;
}

/** @param size of the texture, texels along a side @param rows of it that are wanted */
export function texelGeometry(
  memory: KernelMemory,
  { head, positions }: ShapedHead,
  size: number,
  rows: TexelRows = { from: 0, to: size },
): Texels {
  const triangles = skinTriangles(head);
  const uvs = uvTriangles(head);
  const { normals } = vertexNormals(positions, triangles);
  const room = size * (rows.to - rows.from);
  const filled = new Uint8Array(room);
  const index = new Uint32Array(room);
  const places = memory.room(3 * room);
  const facing = memory.room(3 * room);
  let count = 0;
  const hairy = hairRegion(head);
  const onScalp = (t: number): boolean => [0, 1, 2].every((k) => hairy[triangles[3 * t + k]] === 1);
  const cover = (t: number): void => {
    const [a, b, c] = [3 * triangles[3 * t], 3 * triangles[3 * t + 1], 3 * triangles[3 * t + 2]];
    const corners = [0, 1, 2].map((k) => ({
      x: head.uvs[2 * uvs[3 * t + k]] * size,
      y: head.uvs[2 * uvs[3 * t + k] + 1] * size,
    }));
    const visit = (texel: number, wa: number, wb: number, wc: number): void => {
      const place = texel - rows.from * size;
      if (filled[place]) return;
      filled[place] = 1;
      index[count] = texel;
      let length = 0;
      for (let k = 0; k < 3; k++) {
        places[3 * count + k] = wa * positions[a + k] + wb * positions[b + k] + wc * positions[c + k];
        const n = wa * normals[a + k] + wb * normals[b + k] + wc * normals[c + k];
        facing[3 * count + k] = n;
        length += n * n;
      }
      length = Math.sqrt(length) || 1;
      for (let k = 0; k < 3; k++) facing[3 * count + k] /= length;
      count++;
    };
    forEachTexel(corners, size, visit, rows);
  };
  const ofScalp: number[] = [];
  for (let t = 0; t < triangles.length / 3; t++) {
    if (onScalp(t)) ofScalp.push(t);
    else cover(t);
  }
  const scalpFrom = count;
  for (const t of ofScalp) cover(t);
  return {
    size,
    rows,
    index: index.slice(0, count),
    scalpFrom,
    positions: places.subarray(0, 3 * count),
    normals: facing.subarray(0, 3 * count),
  };
}

/**
 * Texels as a view shows them: under its own expression where it has one, so that a shut lid or an open mouth is painted
 * where it lies on the face at rest.
 * @param texels of the shaped head
 */
export function texelsIn(
  memory: KernelMemory,
  { positions }: { readonly positions?: Float64Array },
  { head }: ShapedHead,
  texels: Texels,
): Texels {
  return positions === undefined ? texels : texelGeometry(memory, { head, positions }, texels.size, texels.rows);
}

/** Every `stride`-th of the texels. */
export function someTexels(
  memory: KernelMemory,
  { size, rows, index, scalpFrom, positions, normals }: Texels,
  stride: number,
): Texels {
  const count = Math.ceil(index.length / stride);
  const pick = (values: RealArray): RealArray => {
    const out = memory.real(3 * count);
    for (let i = 0; i < count; i++) for (let k = 0; k < 3; k++) out[3 * i + k] = values[3 * i * stride + k];
    return out;
  };
  return {
    size,
    rows,
    index: Uint32Array.from({ length: count }, (_, i) => index[i * stride]),
    scalpFrom: Math.ceil(scalpFrom / stride),
    positions: pick(positions),
    normals: pick(normals),
  };
}
