import type { CommandEntry } from './commands/command-entry.ts';
import { FACE_COMMANDS } from './commands/face-commands.ts';
import { FINISHED_COMMANDS } from './commands/finished-commands.ts';
import { FIT_COMMAND } from './commands/fit-command.ts';
import { IMPORT_COMMANDS } from './commands/import-commands.ts';
import { MEASURING_COMMANDS } from './commands/measuring-commands.ts';
import { SYNTH_COMMAND } from './commands/synth-command.ts';
import { TRAIN_COMMANDS } from './commands/train-commands.ts';
import type { FlagsOf } from './option-entry.ts';

/** All commands by the words that call them; help, flags' types and docs/cli.md come from here. */
export const COMMANDS = {
  ...FIT_COMMAND,
  ...FINISHED_COMMANDS,
  ...MEASURING_COMMANDS,
  ...FACE_COMMANDS,
  ...SYNTH_COMMAND,
  ...IMPORT_COMMANDS,
  ...TRAIN_COMMANDS,
} as const satisfies Readonly<Record<string, CommandEntry>>;

/** What stands before the second word of two. */
export const COMMAND_GROUPS: Readonly<Record<string, string>> = {
  import: "bring your own licensed models' files; no Python needed",
  train: 'train what ships trained',
};

export type CommandName = keyof typeof COMMANDS;

/** What a command's options come to. */
export type CommandFlags<Name extends CommandName> = FlagsOf<(typeof COMMANDS)[Name]['options']>;

type PathValues<Paths extends readonly string[]> = {
  [Place in keyof Paths]: Paths[Place] extends `<${string}...>` ? readonly string[] : string;
};

/** What a command is run with: its paths, then its flags. */
export type CommandArguments<Name extends CommandName> = [
  ...paths: PathValues<[...(typeof COMMANDS)[Name]['paths']]>,
  flags: CommandFlags<Name>,
];
