import { availableParallelism } from 'node:os';
import { AsmFitError } from '../../errors.ts';
import { isWhole, numberOf, type OptionValue, optionValue, orNull, wholeNumber, wordsOf } from '../../option-value.ts';

// What options that several functions of the library take, and the commands with them, may be.

/** A file or folder. */
export const PATH: OptionValue<string> = optionValue<string>({
  takes: 'a path',
  fault: (value) => (typeof value === 'string' && value !== '' ? null : 'must be a path'),
  paths: (path) => [path],
});

/** The head that ships. */
export const DEFAULT_HEAD = 'bundled';

/** A head's name, as `loadHead` takes it. */
export const HEAD: OptionValue<string> = optionValue<string>({
  takes: `${DEFAULT_HEAD} or ict:<folder>`,
  fault: (value) =>
    value === DEFAULT_HEAD || (typeof value === 'string' && /^ict:./.test(value))
      ? null
      : `must be ${DEFAULT_HEAD} or ict:<folder>`,
  paths: headInputs,
});

/** The folder of `ict:<folder>`. */
export function headInputs(head: string): string[] {
  return head.startsWith('ict:') ? [head.slice(4)] : [];
}

export const THREADS: OptionValue<number> = wholeNumber('a thread count', 1, 64);

/** More threads than views rarely help. */
export function defaultThreads(): number {
  return Math.min(8, availableParallelism());
}

const INDICES = 'whole numbers from 0, each once, such as 0,3,4';
export const VIEW_INDICES: OptionValue<readonly number[]> = optionValue<readonly number[]>({
  takes: INDICES,
  meaning: (text) => wordsOf(text).map(numberOf),
  fault: (value) =>
    Array.isArray(value) &&
    value.length > 0 &&
    new Set(value).size === value.length &&
    value.every((index) => isWhole(index) && index >= 0)
      ? null
      : `view indices are ${INDICES}`,
});

/** Views that are chosen of a film. */
export const VIDEO_VIEW_COUNT: OptionValue<number> = wholeNumber('the number of views of a film', 1, 64);

const POSITIVE = 'a positive number of millimetres';
export const MILLIMETRES: OptionValue<number> = optionValue<number>({
  takes: POSITIVE,
  meaning: Number,
  fault: (value) => (typeof value === 'number' && value > 0 && value < 1e6 ? null : `must be ${POSITIVE}`),
});

export const SIGNAL: OptionValue<AbortSignal | null> = orNull(
  optionValue<AbortSignal>({
    takes: 'an AbortSignal',
    fault: (value) => (value instanceof AbortSignal ? null : 'must be an AbortSignal'),
  }),
);

/** @throws {AsmFitError} usage: what a function was given for a path is none */
export function checkPath(where: string, path: unknown): void {
  const fault = PATH.fault(path);
  if (fault !== null)
    throw new AsmFitError('usage', `${where}: the path ${fault}; received ${String(path)}`, 'give a file or folder');
}
