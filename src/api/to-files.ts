import { AsmFitError } from '../errors.ts';
import { FORMAT_NAMES, type FormatName, loadFormats } from '../export/formats/export-formats.ts';
import { namesOf } from '../option-value.ts';
import { checkHead, type RiggedResult } from './results/rigged-result.ts';

/** Files by their paths relative to one folder, with forward slashes. */
export type FileContents = Readonly<Record<string, Uint8Array>>;

const FORMATS = namesOf('formats', FORMAT_NAMES);

/**
 * A head in formats, as `asm-fit export` writes them where nothing else is said: every file of each, textures that are not
 * inside beside them.
 * @throws {AsmFitError} usage: no head of this library, or a format that is not known
 * @example
 * import { mkdir, writeFile } from 'node:fs/promises';
 * import { dirname, join } from 'node:path';
 * import { loadFit, toFiles } from 'asm-fit';
 *
 * const files = await toFiles(await loadFit('out'), ['fbx', 'usdz', 'vrm']);
 * for (const [name, bytes] of Object.entries(files)) {
 *   const path = join('formats', name);
 *   await mkdir(dirname(path), { recursive: true });
 *   await writeFile(path, bytes);
 * }
 */
export async function toFiles(head: RiggedResult, formats: readonly FormatName[]): Promise<FileContents> {
  checkHead('toFiles', head);
  const fault = FORMATS.fault(formats);
  if (fault !== null) throw new AsmFitError('usage', `toFiles: ${fault}`, 'FORMAT_NAMES has them all');
  const { writeFormats } = await import('../export/formats/write-formats.ts');
  const files: Record<string, Uint8Array> = {};
  const text = new TextEncoder();
  await writeFormats(head.rig, head.name, { formats: await loadFormats(formats) }, (file, content) => {
    files[file] = typeof content === 'string' ? text.encode(content) : content;
  });
  return files;
}
