import { z } from 'zod';
import { AsmFitError } from '../../../errors.ts';
import { readJson } from '../../../files/read-json.ts';

/** Of `fit.json`; another one is not read. */
export const FIT_VERSION = 1;
const LIMITS = { what: 'fit', maxBytes: 2 ** 26, maxValues: 5e6 };
/** How a user comes to a whole folder. */
export const FIT_AGAIN = 'copy the folder again, or run asm-fit fit again';

/**
 * What a command takes from `fit.json`.
 * @throws {AsmFitError} input: no such file, damaged, of another version, or without what is taken
 */
export function readFitDocument<T>(path: string, taken: z.ZodType<T>): T {
  const json = z.looseObject({ version: z.unknown() }).safeParse(readJson(path, LIMITS));
  if (!json.success)
    throw new AsmFitError('input', `${path}: must be the document of a fit; received something else`, FIT_AGAIN);
  if (json.data.version !== FIT_VERSION)
    throw new AsmFitError(
      'input',
      `${path}: this build reads fits of version ${FIT_VERSION}; received version ${JSON.stringify(json.data.version)}`,
      'use the asm-fit that wrote it, or fit again',
    );
  const read = taken.safeParse(json.data);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw new AsmFitError(
    'input',
    `${path}: must be as asm-fit wrote it; received ${issue.path.join('.') || 'root'}: ${issue.message}`,
    FIT_AGAIN,
  );
}
