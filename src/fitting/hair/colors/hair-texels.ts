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
  /** {@link HairMesh.trust} [N] */
  readonly skinTrust: Float32Array;
  readonly clothesTrust: Float32Array;
}

export function hairTexels(memory: KernelMemory, mesh: HairMesh, size: number): HairTexels {
  const { positions, triangles, uvs, edge, trust } = mesh;
  const { normals } = vertexNormals(positions, triangles);
  const taken = new Uint8Array(size * size);
  const index: number[] = [];
  const places: number[] = [];
  const facing: number[] = [];
  const shares = { edge: [] as number[], skin: [] as number[], clothes: [] as number[] };
  for (let t = 0; t < triangles.length; t += 3) {
    const own = triangles.subarray(t, t + 3);
    const corners = Array.from(own, (v) => ({ x: uvs[2 * v] * size, y: uvs[2 * v + 1] * size }));
    forEachTexel(corners, size, (texel, ...weights) => {
      if (taken[texel] === 1) return;
      taken[texel] = 1;
      index.push(texel);
      const mixed = (values: ArrayLike<number>, width: number, k: number): number =>
        weights[0] * values[width * own[0] + k] +
        weights[1] * values[width * own[1] + k] +
        weights[2] * values[width * own[2] + k];
      const n = [0, 1, 2].map((k) => mixed(normals, 3, k));
      const length = Math.hypot(n[0], n[1], n[2]) || 1;
      for (let k = 0; k < 3; k++) {
        places.push(mixed(positions, 3, k));
        facing.push(n[k] / length);
      }
      shares.edge.push(mixed(edge, 1, 0));
      shares.skin.push(mixed(trust.skin, 1, 0));
      shares.clothes.push(mixed(trust.clothes, 1, 0));
    });
  }
  const copy = (values: readonly number[]): RealArray => {
    const out = memory.room(values.length);
    out.set(values);
    return out;
  };
  return {
    size,
    rows: { from: 0, to: size },
    index: Uint32Array.from(index),
    scalpFrom: 0,
    positions: copy(places),
    normals: copy(facing),
    edge: Float32Array.from(shares.edge),
    skinTrust: Float32Array.from(shares.skin),
    clothesTrust: Float32Array.from(shares.clothes),
  };
}
