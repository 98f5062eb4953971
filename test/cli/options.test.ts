import { CommanderError, Option } from 'commander';
import { describe, expect, it } from 'vitest';
import { MILLIMETRES, VIEW_INDICES } from '../../src/api/options/shared-values.ts';
import { COMMAND_RUNS } from '../../src/cli/command-list.ts';
import { COMMAND_GROUPS, COMMANDS, type CommandName } from '../../src/cli/options/command-table.ts';
import type { CommandEntry } from '../../src/cli/options/commands/command-entry.ts';
import { namedPaths } from '../../src/cli/options/option-entry.ts';
import { FREEZE } from '../../src/cli/options/option-values.ts';
import { buildProgram } from '../../src/cli/program.ts';
import { EXIT_CODES, EXITS } from '../../src/errors.ts';
import { FIT_DEFAULTS } from '../../src/fitting/options/fit-options.ts';

const ALL = Object.entries<CommandEntry>(COMMANDS) as [CommandName, CommandEntry][];

/** What a command line asks for, without running it. */
async function asked(...args: string[]): Promise<[name: CommandName, args: readonly unknown[]]> {
  const calls: [CommandName, readonly unknown[]][] = [];
  const program = buildProgram(async (name, given) => {
    calls.push([name, given]);
  });
  await program.parseAsync(args, { from: 'user' });
  expect(calls.length).toBe(1);
  return calls[0];
}

describe('the table of commands', () => {
  it.each(ALL)('%s: options are called as commander calls them, and take their own defaults', (_, { options }) => {
    for (const [name, { flags, value, presence, default: standard }] of Object.entries(options)) {
      expect(new Option(flags).attributeName()).toBe(name);
      if (presence === 'default') expect(value.fault(standard), name).toBeNull();
      else expect(standard).toBeNull();
    }
  });

  it.each(ALL)('%s: its example runs it', async (name, { example }) => {
    const [program, ...args] = example.split(' ');
    expect(program).toBe('asm-fit');
    expect((await asked(...args))[0]).toBe(name);
  });

  it('has a run for every command, and a description for every first word of two', async () => {
    for (const [name] of ALL) {
      expect(await COMMAND_RUNS[name]()).toBeTypeOf('function');
      const [first, second] = name.split(' ');
      if (second !== undefined) expect(COMMAND_GROUPS[first]).toBeTypeOf('string');
    }
  });
});

describe('a command line', () => {
  it.each([
    ['--max-yaw', '91'],
    ['--max-yaw', '4'],
    ['--focal', '40'],
    ['--focal-spread', '51'],
    ['--pitch-spread', '46'],
    ['--roll-spread', '-1'],
    ['--distance', '49'],
    ['--skin', '0'],
    ['--background', 'forest'],
  ])('refuses %s %s of synth', async (option, value) => {
    await expect(asked('synth', '-o', 'capture', option, value)).rejects.toThrow(CommanderError);
  });

  it('gives a command its paths, then its flags, with the defaults of the library', async () => {
    const [, [captures, flags, ...more]] = await asked('fit', 'photos', '-o', 'out', '--views', '0, 3,4');
    expect(captures).toEqual(['photos']);
    expect(flags).toEqual({
      ...FIT_DEFAULTS,
      output: 'out',
      views: [0, 3, 4],
      videoViews: 8,
      ignoreCameras: false,
      head: 'bundled',
      open: false,
      threads: expect.any(Number),
      force: false,
      json: false,
      quiet: false,
    });
    expect(more).toEqual([]);
    const [, paths] = await asked('reconstruct', 'a.jpg', 'b.jpg', '-o', 'out');
    expect(paths[0]).toEqual(['a.jpg', 'b.jpg']);
  });

  it('is refused where an option does not take a value, and says what it takes', () => {
    for (const [value, text, words] of [
      [COMMANDS.fit.options.seed.value, '4294967296', 'a seed is a whole number in 0..4294967295'],
      [COMMANDS.synth.options.size.value, '127', 'a size is a whole number in 128..4096'],
      [COMMANDS.synth.options.views.value, '6.5', 'a count is a whole number in 1..64'],
      [COMMANDS.fit.options.preset.value, 'quick', 'allowed choices are fast, balanced, best'],
      [VIEW_INDICES, '0,,1', 'view indices are whole numbers from 0, each once, such as 0,3,4'],
      [VIEW_INDICES, '0,3,0', 'view indices are whole numbers from 0, each once, such as 0,3,4'],
      [MILLIMETRES, '-3', 'must be a positive number of millimetres'],
      [MILLIMETRES, 'wide', 'must be a positive number of millimetres'],
      [FREEZE, 'weights,ears', 'parts are translation, rotation, scale, binding, weights, not "ears"'],
      [
        COMMANDS.fit.options.extras.value,
        'brows,none',
        'extras are cornea, eye_occlusion, lashes, brows, not "none"; none stands alone',
      ],
    ] as const)
      expect(value.fault(value.meaning(text))).toBe(words);
    expect(FREEZE.fault(FREEZE.meaning('weights, binding'))).toBeNull();
    const { meaning, fault } = COMMANDS.fit.options.extras.value;
    expect([meaning('none'), meaning('lashes, brows')]).toEqual([[], ['lashes', 'brows']]);
    expect(fault([])).toBeNull();
  });

  it('names paths by options that are paths, and by --head ict:', async () => {
    const { options } = COMMANDS.compare;
    const flags = { output: 'out', scan: 'a.obj', head: 'ict:faces', preset: 'fast', views: [1], canthi: 90 };
    expect(namedPaths(options, flags)).toEqual(['out', 'faces', 'a.obj']);
    expect(namedPaths(options, { ...flags, head: 'bundled' })).toEqual(['out', 'a.obj']);
  });
});

describe('exit codes', () => {
  it('are one a kind, in the help too', async () => {
    expect(new Set(EXITS.map(({ code }) => code)).size).toBe(EXITS.length);
    expect(EXIT_CODES).toEqual({ done: 0, bug: 1, usage: 2, input: 3, output: 4, no_face: 5, diverged: 6 });
    const program = buildProgram(async () => {});
    let help = '';
    program.configureOutput({ writeOut: (text) => (help += text) });
    await expect(program.parseAsync(['--help'], { from: 'user' })).rejects.toBeInstanceOf(CommanderError);
    for (const { code, meaning } of EXITS) expect(help).toContain(`${code} ${meaning}`);
  });
});
