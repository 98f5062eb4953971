import { normalMap } from '../../deca/detail/normal-map.ts';
import { positionMap } from '../../deca/detail/position-map.ts';
import type { ByteImage } from '../../image/image.ts';
import type { KernelMemory } from '../../kernels/kernel.ts';
import { smoothVertexMap } from '../../render/texture/smooth-vertex-map.ts';
import type { FittedHead } from './fitted-head.ts';

/** The residuals that a fit's meshes hold, over the texture's UVs, for the skin without them. */
export interface DetailMaps {
  /** Displacement along the normals [size, size] mm, 0 where no skin lies. */
  readonly displacement: Float32Array;
  /** Tangent-space normal map [size, size]. */
  readonly normals: ByteImage;
  /** Largest displacement of a vertex, at least 0.01 mm. */
  readonly rangeMm: number;
  /** Root mean square of the vertices' displacements, mm. */
  readonly rmsMm: number;
}

/** Null where the fit has no residuals. @param size side of the maps, texels */
export function detailMaps(
  memory: KernelMemory,
  { head, positions, detail }: Pick<FittedHead, 'head' | 'positions' | 'detail'>,
  size: number,
): DetailMaps | null {
  if (detail === null) return null;
  const displacement = smoothVertexMap(head, detail, size);
  return {
    displacement,
    normals: normalMap(displacement, positionMap(memory, { head, positions }, size), size),
    rangeMm: detail.reduce((most, d) => Math.max(most, Math.abs(d)), 0.01),
    rmsMm: Math.sqrt(detail.reduce((sum, d) => sum + d * d, 0) / detail.length),
  };
}
