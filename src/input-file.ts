import { closeSync, constants, fstatSync, openSync, readSync, type Stats, statSync } from 'node:fs';
import { AsmFitError, messageOf } from './errors.ts';

/** What a file of the user's must be: the words of its refusal, and its bound. */
export interface InputFileRules {
  /** Its name in a message: `the checkpoint`. */
  readonly what: string;
  readonly maxBytes: number;
  readonly hint: string;
}

/** Bytes that are read where they are needed. */
export interface ByteSource {
  readonly size: number;
  /** @throws {AsmFitError} input: beyond the end, or the medium fails */
  read(at: number, length: number): Uint8Array;
}

/** Bytes in memory as a source. */
export function memorySource(bytes: Uint8Array, where: string): ByteSource {
  return {
    size: bytes.length,
    read(at, length) {
      checkRange(at, length, bytes.length, where);
      return bytes.subarray(at, at + length);
    },
  };
}

/**
 * Lends a regular file to some work, open for reading. Anything else (a folder, a pipe, a device) is refused unopened: opening
 * a pipe waits for its writer, and a device may never end.
 * @throws {AsmFitError} input: missing, unreadable, special, or larger than the rules allow
 */
export function withInputFile<T>(path: string, rules: InputFileRules, work: (source: ByteSource) => T): T {
  const handle = openInputFile(path, rules);
  try {
    const { size } = fstatSync(handle);
    return work({
      size,
      read(at, length) {
        checkRange(at, length, size, path);
        return readRange(handle, at, length, path, rules.hint);
      },
    });
  } finally {
    closeSync(handle);
  }
}

/**
 * Reads a regular file whole.
 * @throws {AsmFitError} input: missing, unreadable, special, or larger than the rules allow
 */
export function readInputFile(path: string, rules: InputFileRules): Buffer {
  return withInputFile(path, rules, (source) => {
    const bytes = source.read(0, source.size);
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  });
}

function openInputFile(path: string, rules: InputFileRules): number {
  const refuse = (received: string, cause?: unknown): never => {
    throw new AsmFitError(
      'input',
      `${path}: ${rules.what} must be a file of at most ${sizeText(rules.maxBytes)}; received ${received}`,
      rules.hint,
      { cause },
    );
  };
  const check = (stats: Stats): void => {
    if (!stats.isFile()) refuse(kindOf(stats));
    if (stats.size > rules.maxBytes) refuse(`${stats.size} bytes`);
  };
  try {
    check(statSync(path));
    // Should a pipe take the file's place between the two, O_NONBLOCK keeps the opening from waiting.
    const handle = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      check(fstatSync(handle));
    } catch (error) {
      closeSync(handle);
      throw error;
    }
    return handle;
  } catch (error) {
    if (error instanceof AsmFitError) throw error;
    return refuse(systemReason(error), error);
  }
}

function readRange(handle: number, at: number, length: number, path: string, hint: string): Uint8Array {
  const bytes = new Uint8Array(length);
  let done = 0;
  try {
    while (done < length) {
      // One call reads less than 2 GiB.
      const count = readSync(handle, bytes, done, Math.min(length - done, 2 ** 30), at + done);
      if (count === 0) break;
      done += count;
    }
  } catch (error) {
    throw new AsmFitError('input', `${path}: must be readable; received ${systemReason(error)}`, hint, {
      cause: error,
    });
  }
  if (done < length)
    throw new AsmFitError(
      'input',
      `${path}: must not change while it is read; received ${done} bytes of ${length}`,
      hint,
    );
  return bytes;
}

function checkRange(at: number, length: number, size: number, where: string): void {
  if (!(Number.isSafeInteger(at) && Number.isSafeInteger(length) && at >= 0 && length >= 0 && at + length <= size))
    throw new AsmFitError(
      'input',
      `${where}: must be whole; received ${size} bytes where ${length} at byte ${at} are needed`,
      'download or copy the file again',
    );
}

function kindOf(stats: Stats): string {
  if (stats.isDirectory()) return 'a folder';
  if (stats.isFIFO()) return 'a pipe';
  if (stats.isSocket()) return 'a socket';
  return 'a device';
}

function systemReason(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const known: Readonly<Record<string, string>> = {
    ENOENT: 'no such file',
    ENOTDIR: 'no such file',
    EACCES: 'one that may not be read',
    EPERM: 'one that may not be read',
    ELOOP: 'links in a circle',
    ENAMETOOLONG: 'a name that is too long',
    ERR_INVALID_ARG_VALUE: 'a name that no file can have',
  };
  return known[code] ?? messageOf(error);
}

function sizeText(bytes: number): string {
  return bytes >= 2 ** 30 ? `${bytes / 2 ** 30} GiB` : `${bytes / 2 ** 20} MiB`;
}
