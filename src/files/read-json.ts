import { AsmFitError } from '../errors.ts';
import { type InputFileLimits, readInputFile } from './input-file.ts';
import { decodeInputText } from './input-text.ts';
import { jsonFault } from './json-fault.ts';

export interface JsonLimits extends InputFileLimits {
  /** Names and values, brackets counted as one. */
  readonly maxValues: number;
}

/**
 * The value of a JSON file that a user wrote: UTF-8 or UTF-16, with a byte order mark or without, within limits of bytes,
 * values and depth. Its shape is not checked.
 * @throws {AsmFitError} input: no regular file, too large, or no JSON, with line and column
 */
export function readJson(path: string, limits: JsonLimits): unknown {
  return parseJson(decodeInputText(readInputFile(path, limits), path, limits.what), path, limits.maxValues);
}

/** {@link readJson} of a text. @param where names the file @throws {AsmFitError} input */
export function parseJson(text: string, where: string, maxValues: number): unknown {
  const fault = jsonFault(text, maxValues);
  if (fault !== null)
    throw new AsmFitError(
      'input',
      `${where}: it must be JSON; received ${fault.found} at line ${fault.line}, column ${fault.column}`,
      fault.hint,
    );
  return JSON.parse(text);
}
