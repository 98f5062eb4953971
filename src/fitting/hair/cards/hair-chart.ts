import { LINEAR_FROM_BYTE } from '../../../image/color.ts';
import { createLinearImage, type LinearImage } from '../../../image/image.ts';
import type { KernelMemory } from '../../../kernels/kernel.ts';
import { hairTexels } from '../colors/hair-texels.ts';
import type { HairTexture } from '../colors/paint-hair.ts';
import type { HairMesh } from '../hair-mesh.ts';

/** Hair as its chart has it, in texels of some 2 mm: planes [size, size]. */
export interface HairChart {
  readonly size: number;
  /** [size, size, 3] mm; NaN beside the mesh */
  readonly positions: LinearImage;
  /** [size, size, 3] unit */
  readonly normals: LinearImage;
  /** [size, size, 3] linear light */
  readonly colors: Float32Array;
  /** How much hair covers, 0..1. */
  readonly cover: Float32Array;
  /** How surely photographs show it, 0..1. */
  readonly seen: Float32Array;
  /** {@link HairMesh.bare}, 0..1 */
  readonly bare: Float32Array;
  /** {@link HairMesh.thickness}, mm */
  readonly thickness: Float32Array;
}

/** Texels along a side, or the texture's where it has fewer. */
const CHART_SIZE = 512;

export function hairChart(memory: KernelMemory, mesh: HairMesh, texture: HairTexture): HairChart {
  const from = texture.color.width;
  const size = Math.min(CHART_SIZE, from);
  const mark = memory.mark();
  const texels = hairTexels(memory, mesh, size);
  const [positions, normals] = [0, 1].map(() => createLinearImage(size, size, 3));
  positions.data.fill(Number.NaN);
  const colors = new Float32Array(3 * size * size);
  const [cover, seen, bare, thickness] = [0, 1, 2, 3].map(() => new Float32Array(size * size));
  const first = (texel: number): number => Math.floor((texel * from) / size);
  texels.index.forEach((texel, i) => {
    for (let k = 0; k < 3; k++) {
      positions.data[3 * texel + k] = texels.positions[3 * i + k];
      normals.data[3 * texel + k] = texels.normals[3 * i + k];
    }
    bare[texel] = texels.bare[i];
    thickness[texel] = texels.thickness[i];
    const [x, y] = [texel % size, Math.floor(texel / size)];
    let count = 0;
    for (let row = first(y); row < first(y + 1); row++)
      for (let own = row * from + first(x); own < row * from + first(x + 1); own++) {
        count++;
        for (let c = 0; c < 3; c++) colors[3 * texel + c] += LINEAR_FROM_BYTE[texture.color.data[3 * own + c]];
        cover[texel] += texture.opacity[own] / 255;
        seen[texel] += texture.seen[own] / 255;
      }
    for (let c = 0; c < 3; c++) colors[3 * texel + c] /= count;
    cover[texel] /= count;
    seen[texel] /= count;
  });
  memory.release(mark);
  return { size, positions, normals, colors, cover, seen, bare, thickness };
}
