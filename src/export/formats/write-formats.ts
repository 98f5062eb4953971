import { surfaceTextures, writtenExtras } from '../rig/extras/written-extras.ts';
import type { RiggedHead } from '../rig/rigged-head.ts';
import { writtenShapes } from '../rig/shapes/written-shapes.ts';
import type { ExportedFile, ExportFormat } from './format.ts';

/** Takes a file of an output, its name relative to it. */
export type FileWriter = (name: string, content: ExportedFile['content']) => void;

/**
 * Writes a head in formats, and once the textures that any of them has beside its files.
 * @param stem start of the files' names, named by `objName`
 */
export async function writeFormats(
  head: RiggedHead,
  stem: string,
  formats: readonly ExportFormat[],
  write: FileWriter,
): Promise<void> {
  const shown = writtenExtras(writtenShapes(head));
  for (const format of formats) {
    const files = await format.files(format.keepsAll ? head : shown, stem);
    for (const { name, content } of files) write(name, content);
  }
  const beside = formats.filter(({ textures }) => textures === 'beside');
  if (beside.some(({ keepsAll }) => keepsAll)) writeTextures(head.textures, write);
  else if (beside.length > 0) writeTextures(surfaceTextures(head), write);
}

/** Writes textures and their maps where OBJ's materials and the like look for them. */
export function writeTextures(textures: RiggedHead['textures'], write: FileWriter): void {
  for (const texture of Object.values(textures))
    for (const picture of [texture, texture.normalMap, texture.occlusionRoughness])
      if (picture !== undefined) write(picture.file, picture.bytes);
}
