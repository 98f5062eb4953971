import sharp from 'sharp';
import { normalMap } from '../../deca/detail/normal-map.ts';
import { positionMap } from '../../deca/detail/position-map.ts';
import type { HeadModel } from '../../head/head-model.ts';
import { encodePng } from '../../image/image-file.ts';
import type { Kernels } from '../../kernels/kernel.ts';
import { vertexMap } from '../../render/texture/vertex-map.ts';
import type { OutputFolder } from '../output/output-folder.ts';

/** What `fit.json` says of the residuals. */
export interface DetailMaps {
  readonly displacement: string;
  readonly normal: string;
  /** mm that the displacement's white stands for; mid grey is none. */
  readonly rangeMm: number;
  readonly rmsMm: number;
}

const MIDDLE = 32_768;

/**
 * Writes the residuals that a fit's meshes hold as maps too, for the skin without them: a 16-bit displacement along the
 * normals and a tangent-space normal map, in the texture's UVs.
 * @param displacement [skin vertices] mm @param positions of the displaced head [V, 3] mm
 */
export async function writeDetailMaps(
  kernels: Kernels,
  head: HeadModel,
  displacement: Float64Array,
  positions: Float64Array,
  size: number,
  folder: OutputFolder,
): Promise<DetailMaps> {
  const rangeMm = displacement.reduce((most, d) => Math.max(most, Math.abs(d)), 0.01);
  const map = vertexMap(head, size, (v) => displacement[v]);
  const levels = Uint16Array.from(map, (d) => MIDDLE + Math.round((d / rangeMm) * (MIDDLE - 1)));
  const png = await sharp(levels, { raw: { width: size, height: size, channels: 1 } })
    .toColourspace('grey16')
    .png()
    .toBuffer();
  folder.write('textures/displacement.png', png);
  const surface = positionMap(kernels.memory, head, positions, size);
  folder.write('textures/normal.png', await encodePng(normalMap(Float32Array.from(map), surface, size)));
  const square = displacement.reduce((sum, d) => sum + d * d, 0) / displacement.length;
  return {
    displacement: 'textures/displacement.png',
    normal: 'textures/normal.png',
    rangeMm,
    rmsMm: Math.sqrt(square),
  };
}
