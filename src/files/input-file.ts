import { closeSync, constants, fstatSync, openSync, readSync, type Stats, statSync } from 'node:fs';
import { AsmFitError, messageOf } from '../errors.ts';

/** What a file is to us, for messages, and how large it may be. */
export interface InputFileLimits {
  /** 'image', 'capture.json', ... */
  readonly what: string;
  readonly maxBytes: number;
}

/** Codes of the system's errors in words. */
const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  ENOTDIR: 'no such file',
  EACCES: 'a file that may not be read',
  EPERM: 'a file that may not be read',
  ELOOP: 'links that lead in a circle',
  ENAMETOOLONG: 'a name that is too long',
  EISDIR: 'a folder',
  EMFILE: 'too many open files',
  ERR_INVALID_ARG_VALUE: 'a name that no file can have',
};

/**
 * The bytes of a regular file, read once: what is checked is what is used. Pipes, devices, sockets and folders are
 * refused without being opened.
 * @throws {AsmFitError} input: missing, no regular file, unreadable, empty or too large
 */
export function readInputFile(path: string, limits: InputFileLimits): Buffer {
  return withInputFile(path, limits, ({ size, read }) => read(0, size));
}

/** Bytes that are read where they are needed. */
export interface ByteSource {
  readonly size: number;
  /** @throws {AsmFitError} input: beyond the end, or unreadable */
  readonly read: (at: number, length: number) => Buffer;
}

/**
 * Lends a regular file, open for reading, to some work that needs parts of it, or that should not hold 4 GB at once.
 * @throws {AsmFitError} input: as {@link readInputFile}
 */
export function withInputFile<T>(path: string, limits: InputFileLimits, work: (source: ByteSource) => T): T {
  checkFile(
    path,
    limits,
    named(path, limits, () => statSync(path)),
  );
  // Not to wait for a writer, should a pipe have taken the file's place meanwhile.
  const descriptor = named(path, limits, () => openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)));
  try {
    const stats = named(path, limits, () => fstatSync(descriptor));
    checkFile(path, limits, stats);
    const read = (at: number, length: number): Buffer => {
      checkRange(at, length, stats.size, path);
      const bytes = Buffer.alloc(length);
      for (let filled = 0; filled < length; ) {
        // One call reads less than 2 GiB.
        const step = Math.min(length - filled, 2 ** 30);
        const count = named(path, limits, () => readSync(descriptor, bytes, filled, step, at + filled));
        if (count === 0)
          throw new AsmFitError(
            'input',
            `${path}: the ${limits.what} must not change while it is read; received ${filled} bytes of ${length}`,
            'try again when it is written',
          );
        filled += count;
      }
      return bytes;
    };
    return work({ size: stats.size, read });
  } finally {
    closeSync(descriptor);
  }
}

/** Bytes in memory as a source. @param where names them in messages */
export function memorySource(bytes: Uint8Array, where: string): ByteSource {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return {
    size: buffer.length,
    read: (at, length) => {
      checkRange(at, length, buffer.length, where);
      return buffer.subarray(at, at + length);
    },
  };
}

function checkRange(at: number, length: number, size: number, where: string): void {
  if (!(Number.isSafeInteger(at) && Number.isSafeInteger(length) && at >= 0 && length >= 0 && at + length <= size))
    throw new AsmFitError(
      'input',
      `${where}: must be whole; received ${size} bytes where ${length} at byte ${at} are needed`,
      'download or copy the file again',
    );
}

/** The size of a file that {@link readInputFile} would take, without reading it. @throws {AsmFitError} input */
export function inputFileSize(path: string, limits: InputFileLimits): number {
  const stats = named(path, limits, () => statSync(path));
  checkFile(path, limits, stats);
  return stats.size;
}

function named<T>(path: string, { what }: InputFileLimits, read: () => T): T {
  try {
    return read();
  } catch (error) {
    const reason = REASONS[(error as NodeJS.ErrnoException).code ?? ''] ?? messageOf(error);
    const requirement = reason === REASONS.ENOENT ? 'must exist' : 'must be readable';
    throw new AsmFitError('input', `${path}: the ${what} ${requirement}; received ${reason}`, 'check the path', {
      cause: error,
    });
  }
}

function checkFile(path: string, { what, maxBytes }: InputFileLimits, stats: Stats): void {
  const fail = (requirement: string, received: string, hint: string): never => {
    throw new AsmFitError('input', `${path}: the ${what} must ${requirement}; received ${received}`, hint);
  };
  if (!stats.isFile()) fail('be a regular file', kindOf(stats), 'give the path of a file that lies on disk');
  if (stats.size === 0) fail('not be empty', '0 bytes', 'copy or write it again');
  if (stats.size > maxBytes)
    fail(`be at most ${maxBytes / 2 ** 20} MB`, `${stats.size} bytes`, 'check that it is the file you mean');
}

function kindOf(stats: Stats): string {
  if (stats.isDirectory()) return 'a folder';
  if (stats.isFIFO()) return 'a named pipe';
  if (stats.isSocket()) return 'a socket';
  return 'a device';
}
