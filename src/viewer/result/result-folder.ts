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
    .map((name) => RESULT.exec(name))
    .filter((match) => match !== null)
    .map(([, inner]) => inner as string | undefined);
  const inner = [...new Set(found)].sort();
  if (inner.length === 0 || found.includes(undefined)) return folder;
  const [first] = inner;
  if (inner.length > 1 || first === undefined) {
    const more = inner.length > MANY ? `, and ${inner.length - MANY} more` : '';
    throw new AsmFitError(
      'input',
      `${folder}: must be one result; received a folder of ${inner.length}: ${inner.slice(0, MANY).join(', ')}${more}`,
      `asm-fit view ${join(folder, first ?? '')}`,
    );
  }
  return join(folder, first);
}
