import sharp from 'sharp';
import type { DetailMaps } from '../../fitting/finish/detail-maps.ts';
import type { OutputFolder } from '../output/output-folder.ts';

/** What `fit.json` says of the residuals. */
export interface DetailFiles {
  readonly displacement: string;
  readonly normal: string;
  /** mm that the displacement's white stands for; mid grey is none. */
  readonly rangeMm: number;
  readonly rmsMm: number;
}

const MIDDLE = 32_768;

/** Writes the residuals as a 16-bit displacement along the normals; their normal map is one of the rig's textures. */
export async function writeDetailMaps(maps: DetailMaps, folder: OutputFolder): Promise<DetailFiles> {
  const { displacement, normals, rangeMm, rmsMm } = maps;
  const { width, height } = normals;
  const files = { displacement: 'textures/displacement.png', normal: 'textures/normal.png' };
  const levels = Uint16Array.from(displacement, (d) => MIDDLE + Math.round((d / rangeMm) * (MIDDLE - 1)));
  const png = await sharp(levels, { raw: { width, height, channels: 1 } })
    .toColourspace('grey16')
    .png()
    .toBuffer();
  folder.write(files.displacement, png);
  return { ...files, rangeMm, rmsMm };
}
