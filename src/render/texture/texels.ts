import { vertexNormals } from '../../geometry/mesh/mesh.ts';
import { skinTriangles } from '../../head/head-model.ts';
import type { KernelMemory, RealArray } from '../../kernels/kernel.ts';
import { type ShapedHead, uvTriangles } from '../mesh/head-mesh.ts';
import { forEachTexel, type TexelRows } from '../raster/uv-raster.ts';

/** Surface points under the texels of the skin texture, in kernel memory. */
export interface Texels {
  /** Along a side of the texture. */
  readonly size: number;
  /** Covered texels [N]. */
  readonly index: Uint32Array;
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
  for (let t = 0; t < triangles.length / 3; t++) {
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
  }
  return {
    size,
    index: index.slice(0, count),
    positions: places.subarray(0, 3 * count),
    normals: facing.subarray(0, 3 * count),
  };
}

/** Every `stride`-th of the texels. */
export function someTexels(memory: KernelMemory, { size, index, positions, normals }: Texels, stride: number): Texels {
  const count = Math.ceil(index.length / stride);
  const pick = (values: RealArray): RealArray => {
    const out = memory.real(3 * count);
    for (let i = 0; i < count; i++) for (let k = 0; k < 3; k++) out[3 * i + k] = values[3 * i * stride + k];
    return out;
  };
  return {
    size,
    index: Uint32Array.from({ length: count }, (_, i) => index[i * stride]),
    positions: pick(positions),
    normals: pick(normals),
  };
}
