import { join } from 'node:path';
import { AsmFitError } from '../../errors.ts';
import { folderSource } from './result-source.ts';

/** What tells a result from other folders. */
const RESULT = /^(?:([^/]+)\/)?(?:fit\.json|report\.json|[^/.][^/]*\.glb)$/;
const MANY = 5;

/**
 * Where the result is: in a folder itself, or, as commands write that take several photographs or captures, in a folder of it.
 * @throws {AsmFitError} input: no folder, or several results in it
 */
export function resultFolder(folder: string): string {
  const found = folderSource(folder)
    .names()
    .flatMap((name) => {
      const match = RESULT.exec(name);
      return match === null ? [] : [match[1] ?? ''];
    });
  const [first, ...others] = [...new Set(found)].sort();
  // What lies in the folder itself comes first: its place is ''.
  if (first === undefined || first === '') return folder;
  if (others.length === 0) return join(folder, first);
  const named = [first, ...others].slice(0, MANY).join(', ');
  const more = others.length < MANY ? '' : `, and ${others.length + 1 - MANY} more`;
  throw new AsmFitError(
    'input',
    `${folder}: must be one result; received a folder of ${others.length + 1}: ${named}${more}`,
    `asm-fit view ${join(folder, first)}`,
  );
}
