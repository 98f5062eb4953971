import { availableParallelism } from 'node:os';
import { FREEZABLE_NAMES, type FreezableName } from '../../asm/variant.ts';
import { FORMAT_NAMES, type FormatName } from '../../export/formats/export-formats.ts';
import { isWhole, numberOf, type OptionValue, optionValue, wholeNumber } from '../../option-value.ts';

// What options of the command line take beside what the library's own options do.

/** A file or folder. */
export const PATH: OptionValue<string> = optionValue<string>({
  takes: 'a path',
  fault: (value) => (typeof value === 'string' ? null : 'must be a path'),
  paths: (path) => [path],
});

/** A head's name, which `loadHead` answers or refuses. */
export const HEAD: OptionValue<string> = optionValue<string>({
  takes: 'bundled or ict:<folder>',
  fault: (value) => (typeof value === 'string' ? null : 'must be the name of a head'),
  paths: headInputs,
});

/** The folder of `--head ict:<folder>`. */
export function headInputs(head: string): string[] {
  return head.startsWith('ict:') ? [head.slice(4)] : [];
}

export const COUNT: OptionValue<number> = wholeNumber('a count', 1, 64);
export const THREADS: OptionValue<number> = wholeNumber('a thread count', 1, 64);
export const PEOPLE: OptionValue<number> = wholeNumber('a number of people', 1, 9999999);
export const STEP: OptionValue<number> = wholeNumber('a step', 1, 9999);
export const IMAGE_SIZE: OptionValue<number> = wholeNumber('a size', 128, 4096);
export const MIXTURES: OptionValue<number> = wholeNumber('a number of Gaussians', 1, 8);
export const VIEW_INDEX: OptionValue<number> = wholeNumber('a view index', 0, Infinity);

const INDICES = 'whole numbers from 0, such as 0,3,4';
export const VIEW_INDICES: OptionValue<readonly number[]> = optionValue<readonly number[]>({
  takes: INDICES,
  meaning: (text) => wordsOf(text).map(numberOf),
  fault: (value) =>
    Array.isArray(value) && value.every((index) => isWhole(index) && index >= 0) ? null : `view indices are ${INDICES}`,
});

const POSITIVE = 'a positive number of millimetres';
export const MILLIMETRES: OptionValue<number> = optionValue<number>({
  takes: POSITIVE,
  meaning: Number,
  fault: (value) => (typeof value === 'number' && value > 0 && value < 1e6 ? null : `must be ${POSITIVE}`),
});

export const FREEZE: OptionValue<readonly FreezableName[]> = namesOf('parts', FREEZABLE_NAMES);
/** Each once, in the order they were given. */
export const FORMATS: OptionValue<readonly FormatName[]> = namesOf('formats', FORMAT_NAMES);

/** A list of names with commas between. @param things what they name, in the plural */
function namesOf<Name extends string>(things: string, names: readonly Name[]): OptionValue<readonly Name[]> {
  return optionValue<readonly Name[]>({
    takes: `names of ${things}, with commas between`,
    meaning: (text) => [...new Set(wordsOf(text))],
    fault: (value) => {
      const words: readonly unknown[] = Array.isArray(value) ? value : [value];
      const wrong = words.find((word) => !(names as readonly unknown[]).includes(word));
      return wrong === undefined && Array.isArray(value) ? null : `${things} are ${names.join(', ')}, not "${wrong}"`;
    },
  });
}

/** More threads than views rarely help. */
export function defaultThreads(): number {
  return Math.min(8, availableParallelism());
}

function wordsOf(text: string): string[] {
  return text.split(',').map((word) => word.trim());
}
