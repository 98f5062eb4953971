import { vertexNormals } from '../../../geometry/mesh/mesh.ts';
import type { KernelMemory, RealArray } from '../../../kernels/kernel.ts';
import { forEachTexel } from '../../../render/raster/uv-raster.ts';
import type { HairMesh } from '../hair-mesh.ts';

/** Places under the texels of the hair's texture, in kernel memory. */
export interface HairTexels {
  readonly size: number;
  readonly rows: { readonly from: number; readonly to: number };
  /** Covered texels [N]. */
  readonly index: Uint32Array;
  /** All of them are the scalp's. */
  readonly scalpFrom: number;
  /** [N, 3] mm */
  readonly positions: RealArray;
  /** [N, 3] unit */
  readonly normals: RealArray;
  /** {@link HairMesh.edge} [N] mm */
  readonly edge: Float32Array;
  /** {@link HairMesh.thickness} [N] mm */
  readonly thickness: Float32Array;
  /** {@link HairMesh.bare} [N] 0..1 */
  readonly bare: Float32Array;
  /** {@link HairMesh.trust} [N] */
  readonly skinTrust: Float32Array;
  readonly clothesTrust: Float32Array;
}

export function hairTexels(memory: KernelMemory, mesh: HairMesh, size: number): HairTexels {
  const { positions, triangles, uvs, edge, thickness, bare, trust } = mesh;
  const { normals } = vertexNormals(positions, triangles);
  const taken = new Uint8Array(size * size);
  const index = new Uint32Array(size * size);
  const [ofEdge, ofSkin, ofClothes, ofBare, thick] = [0, 1, 2, 3, 4].map(() => new Float32Array(size * size));
  const places = memory.room(3 * size * size);
  const facing = memory.room(3 * size * size);
  let count = 0;
  for (let t = 0; t < triangles.length; t += 3) {
    const [a, b, c] = [triangles[t], triangles[t + 1], triangles[t + 2]];
    const corners = [a, b, c].map((v) => ({ x: uvs[2 * v] * size, y: uvs[2 * v + 1] * size }));
    forEachTexel(corners, size, (texel, weights) => {
      if (taken[texel] === 1) return;
      taken[texel] = 1;
      const wa = weights[0];
      const wb = weights[1];
      const wc = weights[2];
      index[count] = texel;
      const nx = wa * normals[3 * a] + wb * normals[3 * b] + wc * normals[3 * c];
      const ny = wa * normals[3 * a + 1] + wb * normals[3 * b + 1] + wc * normals[3 * c + 1];
      const nz = wa * normals[3 * a + 2] + wb * normals[3 * b + 2] + wc * normals[3 * c + 2];
      const length = Math.hypot(nx, ny, nz) || 1;
      facing[3 * count] = nx / length;
      facing[3 * count + 1] = ny / length;
      facing[3 * count + 2] = nz / length;
      for (let k = 0; k < 3; k++)
        places[3 * count + k] = wa * positions[3 * a + k] + wb * positions[3 * b + k] + wc * positions[3 * c + k];
      ofEdge[count] = wa * edge[a] + wb * edge[b] + wc * edge[c];
      thick[count] = wa * thickness[a] + wb * thickness[b] + wc * thickness[c];
      ofBare[count] = wa * bare[a] + wb * bare[b] + wc * bare[c];
      ofSkin[count] = wa * trust.skin[a] + wb * trust.skin[b] + wc * trust.skin[c];
      ofClothes[count] = wa * trust.clothes[a] + wb * trust.clothes[b] + wc * trust.clothes[c];
      count++;
    });
  }
  return {
    size,
    rows: { from: 0, to: size },
    index: index.slice(0, count),
    scalpFrom: 0,
    positions: places.subarray(0, 3 * count),
    normals: facing.subarray(0, 3 * count),
    edge: ofEdge.subarray(0, count),
    thickness: thick.subarray(0, count),
    bare: ofBare.subarray(0, count),
    skinTrust: ofSkin.subarray(0, count),
    clothesTrust: ofClothes.subarray(0, count),
  };
}

/** Mean distance of neighbours in a row, mm. @param positions [N, 3] */
export function texelMm({ index, positions }: Pick<HairTexels, 'index' | 'positions'>): number {
  let [sum, count] = [0, 0];
  for (let i = 1; i < index.length; i++) {
    if (index[i] !== index[i - 1] + 1) continue;
    const [a, b] = [3 * i - 3, 3 * i];
    sum += Math.hypot(
      positions[b] - positions[a],
      positions[b + 1] - positions[a + 1],
      positions[b + 2] - positions[a + 2],
    );
    count++;
  }
  return sum / Math.max(1, count);
}
