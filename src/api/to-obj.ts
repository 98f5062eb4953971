import { OBJ } from '../export/formats/obj.ts';
import { writeFormats } from '../export/formats/write-formats.ts';
import { checkHead, type RiggedResult } from './results/rigged-result.ts';

/** Files by their paths relative to one folder, with forward slashes. */
export type FileContents = Readonly<Record<string, Uint8Array>>;

/**
 * A head as Wavefront OBJ in mm, as the commands write it: `head.obj`, `head.mtl`, and its textures with their maps.
 * @example
 * import { mkdir, writeFile } from 'node:fs/promises';
 * import { dirname, join } from 'node:path';
 * import { loadFit, toObj } from 'asm-fit';
 *
 * const files = await toObj(await loadFit('out'));
 * for (const [name, bytes] of Object.entries(files)) {
 *   const path = join('obj', name);
 *   await mkdir(dirname(path), { recursive: true });
 *   await writeFile(path, bytes);
 * }
 */
export async function toObj(head: RiggedResult): Promise<FileContents> {
  checkHead('toObj', head);
  const files: Record<string, Uint8Array> = {};
  const text = new TextEncoder();
  await writeFormats(head.rig, head.name, { formats: [OBJ] }, (file, content) => {
    files[file] = typeof content === 'string' ? text.encode(content) : content;
  });
  return files;
}
