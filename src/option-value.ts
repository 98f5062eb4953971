import { inspect } from 'node:util';
import { AsmFitError } from './errors.ts';

/** What an option takes: said once, for command lines and for callers in code. */
export interface OptionValue<T> {
  /** In words: `a whole number in 1..64`. */
  readonly takes: string;
  /** The words to choose from; null where it is not one of a few. */
  readonly choices: readonly string[] | null;
  /** What a text of a command line stands for, still to be held against {@link fault}. */
  meaning(text: string): unknown;
  /** What is wanted in place of a value, of whatever type, that is none of these; null where it is one. */
  fault(value: unknown): string | null;
  /** Files and folders that a value names. */
  paths(value: T): readonly string[];
  /** Of an option that may be given more than once: all that was given. */
  joined?(before: T, next: T): T;
}

/** An option's value from what sets it apart: a plain text that names no file, unless said. */
export function optionValue<T>(own: Pick<OptionValue<T>, 'takes' | 'fault'> & Partial<OptionValue<T>>): OptionValue<T> {
  return { choices: null, meaning: (text) => text, paths: () => [], ...own };
}

/** One of a few words. */
export function choice<const T extends string>(names: readonly T[]): OptionValue<T> {
  const list = names.join(', ');
  return optionValue<T>({
    takes: list,
    choices: names,
    fault: (value) => ((names as readonly unknown[]).includes(value) ? null : `allowed choices are ${list}`),
  });
}

/** One of a few numbers. */
export function numberChoice<const T extends number>(numbers: readonly T[]): OptionValue<T> {
  const list = numbers.join(', ');
  return optionValue<T>({
    takes: list,
    meaning: numberOf,
    fault: (value) => ((numbers as readonly unknown[]).includes(value) ? null : `allowed choices are ${list}`),
  });
}

/**
 * A whole number in lowest..highest.
 * @param subject of the sentence that refuses another: `a seed` @param highest Infinity: there is none
 */
export function wholeNumber(subject: string, lowest: number, highest: number): OptionValue<number> {
  const takes = `a whole number ${highest === Infinity ? `from ${lowest}` : `in ${lowest}..${highest}`}`;
  return optionValue<number>({
    takes,
    meaning: numberOf,
    fault: (value) => (isWhole(value) && value >= lowest && value <= highest ? null : `${subject} is ${takes}`),
  });
}

/** A list of names with commas between, each once, in the order they were given. @param things what they name, in the plural */
export function namesOf<Name extends string>(things: string, names: readonly Name[]): OptionValue<readonly Name[]> {
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

/** The same, where `none` alone names none of them. */
export function namesOrNone<Name extends string>(things: string, names: readonly Name[]): OptionValue<readonly Name[]> {
  const some = namesOf(things, names);
  return {
    ...some,
    takes: `${some.takes}, or none`,
    meaning: (text) => (text.trim() === 'none' ? [] : some.meaning(text)),
    fault: (value) => {
      const fault = some.fault(value);
      return fault === null ? null : `${fault}; none stands alone`;
    },
  };
}

/** The number that digits write; a text that is none stays what it is. */
export function numberOf(text: string): number | string {
  return /^\d+$/.test(text) ? Number(text) : text;
}

export function isWhole(value: unknown): value is number {
  return Number.isInteger(value);
}

/** Words with commas between. */
export function wordsOf(text: string): string[] {
  return text.split(',').map((word) => word.trim());
}

/** What code may leave open, or say to be open: null. On a command line, an option that is not given. */
export function orNull<T>(value: OptionValue<T>): OptionValue<T | null> {
  return {
    ...value,
    fault: (given) => (given === null ? null : value.fault(given)),
    paths: (given) => (given === null ? [] : value.paths(given)),
  };
}

/** On or off: on a command line, there or not. */
export const TOGGLE: OptionValue<boolean> = optionValue<boolean>({
  takes: 'true or false',
  fault: (value) => (typeof value === 'boolean' ? null : 'must be true or false'),
});

/** Seeds are 32-bit. */
export const SEED: OptionValue<number> = wholeNumber('a seed', 0, 0xffffffff);

/**
 * Options as a function goes by them: what its caller gives, and the defaults where it gives nothing.
 * @param where the function
 * @throws {AsmFitError} usage: as {@link checkOptions}
 */
export function resolveOptions<Options extends object>(
  where: string,
  values: { readonly [Name in keyof Options]: OptionValue<Options[Name]> },
  defaults: Options,
  given: Partial<Options>,
): Options {
  if (typeof given !== 'object' || given === null)
    throw new AsmFitError('usage', `${where}: options must be an object; received ${shown(given)}`, 'leave them out');
  const said = Object.entries(given).filter(([, value]) => value !== undefined);
  const options: Options = { ...defaults, ...Object.fromEntries(said) };
  checkOptions(where, values, options);
  return options;
}

/**
 * Holds options that code gives against what each takes.
 * @param where the function that was given them
 * @throws {AsmFitError} usage: an option of that name is not known, or does not take that value
 */
export function checkOptions<Options extends object>(
  where: string,
  values: { readonly [Name in keyof Options]: OptionValue<Options[Name]> },
  given: Options,
): void {
  const names = Object.keys(values) as (keyof Options & string)[];
  const unknown = Object.keys(given).find((name) => !Object.hasOwn(values, name));
  if (unknown !== undefined)
    throw new AsmFitError(
      'usage',
      `${where}: options are ${names.join(', ')}; received one named ${unknown}`,
      'leave it out, or correct its name',
    );
  for (const name of names) {
    const fault = values[name].fault(given[name]);
    if (fault !== null)
      throw new AsmFitError(
        'usage',
        `${where}: ${name}: ${fault}; received ${shown(given[name])}`,
        'docs/api.md lists what every option takes',
      );
  }
}

function shown(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value) : inspect(value, { depth: 0, breakLength: Infinity });
}
