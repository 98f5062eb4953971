import { AsmFitError } from '../errors.ts';

/**
 * The text of a file that users write: UTF-8, or UTF-16 as Windows' editors and PowerShell write it; a byte order mark
 * is not part of it.
 * @param what the file is to us, for messages
 * @throws {AsmFitError} input: neither encoding
 */
export function decodeInputText(bytes: Uint8Array, path: string, what: string): string {
  const encoding = encodingOf(bytes);
  try {
    // The decoder drops the mark, and refuses what is not of its encoding.
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch (error) {
    throw new AsmFitError(
      'input',
      `${path}: the ${what} must be text in UTF-8 or UTF-16; received bytes that are not ${encoding.toUpperCase()}`,
      'save it again as UTF-8',
      { cause: error },
    );
  }
}

/** By the mark; without one, by the zero that UTF-16 puts beside a first letter of ASCII. */
function encodingOf([a, b]: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' {
  if ((a === 0xff && b === 0xfe) || (a > 0 && b === 0)) return 'utf-16le';
  if ((a === 0xfe && b === 0xff) || (a === 0 && b > 0)) return 'utf-16be';
  return 'utf-8';
}
