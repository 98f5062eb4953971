import { closeSync, constants, fstatSync, openSync, readSync, type Stats, statSync } from 'node:fs';
import { AsmFitError, messageOf } from './errors.ts';

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
};

/**
 * The bytes of a regular file, read once: what is checked is what is used. Pipes, devices, sockets and folders are
 * refused without being opened.
 * @throws {AsmFitError} input: missing, no regular file, unreadable, empty or too large
 */
export function readInputFile(path: string, limits: InputFileLimits): Buffer {
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
    const bytes = Buffer.alloc(stats.size);
    let filled = 0;
    while (filled < bytes.length) {
      const read = named(path, limits, () => readSync(descriptor, bytes, filled, bytes.length - filled, null));
      if (read === 0) break;
      filled += read;
    }
    return bytes.subarray(0, filled);
  } finally {
    closeSync(descriptor);
  }
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
