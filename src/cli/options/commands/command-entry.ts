import type { OptionEntries } from '../option-entry.ts';

/** One command as its user sees it; `command-list.ts` says what it runs. */
export interface CommandEntry {
  /** Files and folders that are named without an option, in commander's syntax: `<mesh>`, `<image...>`. */
  readonly paths: readonly string[];
  readonly description: string;
  readonly example: string;
  readonly options: OptionEntries;
}
