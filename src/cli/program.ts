import { Command, InvalidArgumentError, Option } from 'commander';
import { EXITS } from '../errors.ts';
import { COMMAND_GROUPS, COMMANDS, type CommandName } from './options/command-table.ts';
import type { CommandEntry } from './options/commands/command-entry.ts';
import { namedPaths, type OptionEntry } from './options/option-entry.ts';
import { toolInfo } from './tool-info.ts';
import { leaveRemovedFolder } from './working-folder.ts';

/** Runs a command on its paths, then its flags. */
export type RunCommand = (name: CommandName, args: readonly unknown[]) => Promise<void>;

const FIRST_EXAMPLES = ['demo', 'fit', 'synth'] as const;
const EXIT_TEXT = `Exit codes: ${EXITS.map(({ code, meaning }) => `${code} ${meaning}`).join(', ')}.`;

/** The program that the table of commands describes. @param run called with what a command line asks for */
export function buildProgram(run: RunCommand): Command {
  const examples = FIRST_EXAMPLES.map((name) => `  ${COMMANDS[name].example}`);
  const program = new Command('asm-fit')
    .description('Photographs of one face in, a rigged head out.')
    .version(toolInfo().version)
    .showHelpAfterError('(add --help for the options)')
    .addHelpText('after', `\nExamples:\n${examples.join('\n')}\n\n${EXIT_TEXT}`)
    .exitOverride();
  const groups = new Map<string, Command>();
  for (const name of Object.keys(COMMANDS) as CommandName[]) {
    const words = name.split(' ');
    addCommand(words.length === 1 ? program : groupOf(program, words[0], groups), name, run);
  }
  return program;
}

function addCommand(parent: Command, name: CommandName, run: RunCommand): void {
  const entry: CommandEntry = COMMANDS[name];
  const command = parent.command([name.split(' ').pop(), ...entry.paths].join(' '));
  command
    .description(entry.description)
    .addHelpText('after', `\nExample:\n  ${entry.example}`)
    .hook('preAction', () => leaveRemovedFolder([...command.args, ...namedPaths(entry.options, command.opts())]))
    // Commander gives the paths, the flags and the command itself.
    .action(async (...given: unknown[]) => run(name, given.slice(0, -1)));
  for (const option of Object.values(entry.options)) command.addOption(commanderOption(option));
}

function groupOf(program: Command, name: string, groups: Map<string, Command>): Command {
  const group = groups.get(name) ?? program.command(name).description(COMMAND_GROUPS[name]);
  groups.set(name, group);
  return group;
}

function commanderOption({ flags, help, value, presence, default: standard }: OptionEntry<unknown>): Option {
  const option = new Option(flags, help).makeOptionMandatory(presence === 'required');
  if (presence === 'default') option.default(standard);
  if (option.isBoolean() || option.negate) return option;
  if (value.choices !== null) return option.choices(value.choices);
  return option.argParser((text, before: unknown) => {
    const meaning = value.meaning(text);
    const fault = value.fault(meaning);
    if (fault !== null) throw new InvalidArgumentError(fault);
    return before === undefined || value.joined === undefined ? meaning : value.joined(before, meaning);
  });
}
