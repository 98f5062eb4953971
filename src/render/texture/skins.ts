import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import sharp from 'sharp';
import { AsmFitError } from '../../errors.ts';
import { LINEAR_FROM_BYTE } from '../../image/color.ts';
import { DARKEST } from './albedo-prior.ts';

/** Side of a skin's picture, texels. */
export const SKIN_SIZE = 1024;
const HINT = 'write skins with npm run data:skins -- FOLDER';

/** A skin of a head's texture. */
export interface Skin {
  readonly name: string;
  /** sRGB [1024, 1024, 3] */
  readonly data: Uint8Array;
}

/**
 * Names of a folder's skins in their order.
 * @throws {AsmFitError} input: there is no such folder
 */
export function skinNames(folder: string): string[] {
  if (!existsSync(folder))
    throw new AsmFitError('input', `${folder}: must be a folder of skins; received nothing there`, HINT);
  return readdirSync(folder)
    .filter((file) => file.endsWith('.png'))
    .sort();
}

/**
 * All PNG pictures of a folder, in the order of their names.
 * @throws {AsmFitError} input: fewer than two, or one of another size
 */
export async function loadSkins(folder: string): Promise<Skin[]> {
  const files = skinNames(folder);
  if (files.length < 2)
    throw new AsmFitError('input', `${folder}: must hold at least two PNG skins; received ${files.length}`, HINT);
  return Promise.all(
    files.map(async (file) => {
      const { data, info } = await sharp(join(folder, file)).removeAlpha().raw().toBuffer({ resolveWithObject: true });
      if (info.width !== SKIN_SIZE || info.height !== SKIN_SIZE)
        throw new AsmFitError(
          'input',
          `${join(folder, file)}: must have ${SKIN_SIZE} x ${SKIN_SIZE} texels; received ${info.width} x ${info.height}`,
          HINT,
        );
      return { name: basename(file, '.png'), data };
    }),
  );
}

const LOG_FROM_BYTE = LINEAR_FROM_BYTE.map((x) => Math.log(Math.max(DARKEST, x)));

/** The logarithm of a skin's linear colour, `size` texels a side, a power of two times less than its own: planes [3][size, size]. */
export function logSkin({ data }: Skin, size: number): Float32Array[] {
  const step = SKIN_SIZE / size;
  return [0, 1, 2].map((c) => {
    const out = new Float32Array(size * size);
    for (let y = 0; y < SKIN_SIZE; y++)
      for (let x = 0; x < SKIN_SIZE; x++)
        out[Math.floor(y / step) * size + Math.floor(x / step)] += LOG_FROM_BYTE[data[3 * (y * SKIN_SIZE + x) + c]];
    return step === 1 ? out : out.map((v) => v / (step * step));
  });
}
