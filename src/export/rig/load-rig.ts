import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { AsmFitError } from '../../errors.ts';
import { readInputFile } from '../../files/input-file.ts';
import { decoding, openImage, pipeline } from '../../image/load-image.ts';
import { readMarker } from '../output/output-marker.ts';
import { RIG_FILE } from './pack-rig.ts';
import type { RigHeader } from './rig-header.ts';
import type { RiggedHead, RigPicture, RigTexture } from './rigged-head.ts';
import { MAX_RIG_BYTES, unpackRig } from './unpack-rig.ts';

/** Commands that keep the rig. */
const WITH_RIG: readonly string[] = ['fit', 'scan-fit', 'edit'];
const AGAIN = 'copy the folder again, or run asm-fit fit again';
const OLDER = 'run asm-fit fit again: earlier versions kept no rig, nor does scan-fit --model morphable';

/**
 * The rig of a finished fit's folder, with its textures as they lie there.
 * @throws {AsmFitError} input: no folder of a fit, one without a rig, or a damaged one
 */
export async function loadRig(folder: string): Promise<RiggedHead> {
  checkRigFolder(folder);
  const path = join(folder, RIG_FILE);
  const { head, textures } = unpackRig(readInputFile(path, { what: 'rig', maxBytes: MAX_RIG_BYTES }), path);
  const painted: (readonly [name: string, texture: RigTexture])[] = [];
  for (const texture of textures) painted.push([texture.name, await loadTexture(folder, texture)]);
  // Names come from a file: one called __proto__ stays a name.
  return { ...head, textures: Object.fromEntries(painted) };
}

/**
 * Says of a folder without a rig whose it is, by its marker.
 * @throws {AsmFitError} input: no folder of a fit, or one without a rig
 */
export function checkRigFolder(folder: string): void {
  const fail = (received: string, hint: string): never => {
    throw new AsmFitError('input', `${folder}: must be a folder that asm-fit fit wrote; received ${received}`, hint);
  };
  const stats = statSync(folder, { throwIfNoEntry: false });
  if (stats === undefined) fail('no such folder', 'check the path');
  else if (!stats.isDirectory()) fail('a file', 'give the folder that fit wrote');
  if (existsSync(join(folder, RIG_FILE))) return;
  const marker = readMarker(folder);
  if (marker === null) {
    if (existsSync(join(folder, 'fit.json'))) fail(`a fit without ${RIG_FILE}`, OLDER);
    fail(`a folder without ${RIG_FILE}`, 'give the folder that fit wrote, whole');
  } else if (marker.files.some(({ name }) => name === RIG_FILE)) fail(`one whose ${RIG_FILE} is gone`, AGAIN);
  else if (!WITH_RIG.includes(marker.command)) fail(`what ${marker.command} wrote`, 'give the folder that fit wrote');
  else fail(`what ${marker.command} of asm-fit ${marker.tool.version} wrote, without ${RIG_FILE}`, OLDER);
}

async function loadTexture(folder: string, texture: RigHeader['textures'][number]): Promise<RigTexture> {
  const { file, mime, roughness, alpha, normalMap, occlusionRoughness } = texture;
  const map = async (name: string): Promise<RigPicture> => ({
    file: name,
    bytes: await pictureBytes(join(folder, name), 'image/png'),
  });
  return {
    file,
    bytes: await pictureBytes(join(folder, file), mime),
    mime,
    roughness,
    ...(alpha === undefined ? {} : { alpha }),
    ...(normalMap === undefined ? {} : { normalMap: await map(normalMap) }),
    ...(occlusionRoughness === undefined ? {} : { occlusionRoughness: await map(occlusionRoughness) }),
  };
}

/** A picture's bytes as they lie there, which may have been painted over since, once they were seen to decode. */
async function pictureBytes(path: string, mime: string): Promise<Uint8Array> {
  const opened = await openImage(path);
  const received = `image/${opened.format}`;
  if (received !== mime)
    throw new AsmFitError('input', `${path}: the texture must be ${mime}; received ${received}`, `save it as ${mime}`);
  await decoding(opened, () => pipeline(opened.bytes, {}).raw().toBuffer());
  return opened.bytes;
}
