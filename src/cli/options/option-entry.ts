import { type OptionValue, TOGGLE } from '../../option-value.ts';

/** Whether a command always has a value for an option, and from where. */
export type Presence = 'required' | 'default' | 'optional';

/** One option of a command: how it is written, what it takes and what it means. */
export interface OptionEntry<T, Given extends Presence = Presence> {
  /** In commander's syntax: `-o, --output <folder>`. */
  readonly flags: string;
  readonly help: string;
  readonly value: OptionValue<T>;
  readonly presence: Given;
  /** null where `presence` is another than `default`. */
  readonly default: Given extends 'default' ? T : T | null;
  /** In the docs, where the default is another on every machine. */
  readonly defaultText?: string;
}

/** By the names under which commands find them: commander's, `--held-out` is `heldOut`. */
export type OptionEntries = Readonly<Record<string, OptionEntry<unknown>>>;

type ValueOf<Entry> = Entry extends OptionEntry<infer T> ? T : never;
type OptionalNames<Entries> = {
  [Name in keyof Entries]: Entries[Name] extends { readonly presence: 'optional' } ? Name : never;
}[keyof Entries];

/** What a command with these options is given. */
export type FlagsOf<Entries> = {
  readonly [Name in Exclude<keyof Entries, OptionalNames<Entries>>]: ValueOf<Entries[Name]>;
} & { readonly [Name in OptionalNames<Entries>]?: ValueOf<Entries[Name]> };

/** An option that must be given. */
export function required<T>(flags: string, value: OptionValue<T>, help: string): OptionEntry<T, 'required'> {
  return { flags, help, value, presence: 'required', default: null };
}

/** An option that may be missing. */
export function optional<T>(flags: string, value: OptionValue<T>, help: string): OptionEntry<T, 'optional'> {
  return { flags, help, value, presence: 'optional', default: null };
}

/** An option that stands for something where it is not given. */
export function withDefault<T>(
  flags: string,
  value: OptionValue<T>,
  fallback: T,
  help: string,
): OptionEntry<T, 'default'> {
  return { flags, help, value, presence: 'default', default: fallback };
}

/** An option that is there or not. */
export function toggle(flags: string, help: string): OptionEntry<boolean, 'default'> {
  return { flags, help, value: TOGGLE, presence: 'default', default: false };
}

/** Files and folders that options name. @param flags what a command was given, by the options' names */
export function namedPaths(options: OptionEntries, flags: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(options).flatMap(([name, { value }]) =>
    flags[name] === undefined ? [] : value.paths(flags[name]),
  );
}
