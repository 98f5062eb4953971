import { COMMANDS, type CommandName } from '../../src/cli/options/command-table.ts';
import type { CommandEntry } from '../../src/cli/options/commands/command-entry.ts';
import type { OptionEntry } from '../../src/cli/options/option-entry.ts';
import { EXITS } from '../../src/errors.ts';
import { code, markdownTable, plain } from './generated-parts.ts';

const LINE_WIDTH = 132;
/** Longer lists of words stand in the table alone. */
const MAX_CHOICES_WIDTH = 40;
/** Where no more commands are without an option, they are named instead of the others. */
const MAX_WITHOUT = 3;

const NAMES = Object.keys(COMMANDS) as CommandName[];

/** Every command with its options, as one would type it. */
export function synopsis(): string {
  return ['```', ...NAMES.map((name) => usage(name, COMMANDS[name])), '```'].join('\n');
}

function usage(name: string, { paths, options }: CommandEntry): string {
  const start = `asm-fit ${name} `;
  const lines: string[] = [];
  let line = start;
  for (const word of [...paths, ...Object.values(options).map(usageOf)]) {
    if (line.length + word.length > LINE_WIDTH) {
      lines.push(line.trimEnd());
      line = ' '.repeat(start.length);
    }
    line += `${word} `;
  }
  return [...lines, line.trimEnd()].join('\n');
}

function usageOf({ flags, value, presence }: OptionEntry<unknown>): string {
  const words = value.choices?.join('|') ?? '';
  const short = flags.replace(/, --\S+/, '');
  const text = words === '' || words.length > MAX_CHOICES_WIDTH ? short : short.replace(/<.*>/, words);
  return presence === 'required' ? text : `[${text}]`;
}

/** Every option: what it takes, what it is where it is not given, who takes it, what it means. */
export function optionTable(): string {
  const rows = new Map<string, { readonly cells: readonly string[]; readonly commands: CommandName[] }>();
  for (const name of NAMES)
    for (const option of Object.values<OptionEntry<unknown>>(COMMANDS[name].options)) {
      const cells = [code(option.flags), takesOf(option), defaultOf(option), plain(option.help)];
      const row = rows.get(cells.join()) ?? { cells, commands: [] };
      row.commands.push(name);
      rows.set(cells.join(), row);
    }
  // What is called the same stands together, in the order in which the commands bring it.
  const flags = [...new Set([...rows.values()].map(({ cells }) => cells[0]))];
  const sorted = flags.flatMap((flag) => [...rows.values()].filter(({ cells }) => cells[0] === flag));
  return markdownTable(
    ['option', 'what', 'takes', 'default', 'commands'],
    sorted.map(({ cells: [flag, takes, standard, help], commands }) => [
      flag,
      help,
      takes,
      standard,
      commandsText(commands),
    ]),
  );
}

function takesOf({ flags, value }: OptionEntry<unknown>): string {
  if (!flags.includes('<')) return '';
  return value.choices === null ? plain(value.takes) : value.choices.map(code).join(', ');
}

function defaultOf({ flags, presence, default: standard, defaultText }: OptionEntry<unknown>): string {
  if (presence === 'required') return 'must be given';
  if (defaultText !== undefined) return defaultText;
  return presence === 'optional' || !flags.includes('<') || String(standard) === '' ? '' : code(String(standard));
}

function commandsText(commands: readonly CommandName[]): string {
  const without = NAMES.filter((name) => !commands.includes(name));
  if (without.length === 0) return 'all';
  return without.length <= MAX_WITHOUT ? `all but ${without.map(code).join(', ')}` : commands.map(code).join(', ');
}

/** Exit codes, and what the library's errors of each kind are called. */
export function exitTable(): string {
  return markdownTable(
    ['exit code', '`kind` of the error', 'meaning'],
    EXITS.map(({ code: number, kind, meaning }) => [
      String(number),
      kind === 'done' || kind === 'bug' ? '' : code(kind),
      meaning,
    ]),
  );
}
