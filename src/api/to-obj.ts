import type { RiggedResult } from './results/rigged-result.ts';
import { type FileContents, toFiles } from './to-files.ts';

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
export function toObj(head: RiggedResult): Promise<FileContents> {
  return toFiles(head, ['obj']);
}
