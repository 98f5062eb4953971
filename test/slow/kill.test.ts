import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findStranger, MARKER, readMarker } from '../../src/export/output/output-marker.ts';
import { filesIn } from '../helpers/result-folder.ts';
import { killReplacements } from '../helpers/run/kill-replacements.ts';
import { PROGRAM, runCli, temporaryFolder } from '../helpers/run-cli.ts';

const demo = join(import.meta.dirname, '..', '..', 'data', 'demo');
const FAST = ['fit', demo, '--preset', 'fast', '--views', '0,1'];
const KILLS = 50;
const PIPES = 30;
const REPLACED = 100;
/** For all kills or pipes, also on a machine that is busy. */
const LONG = 3_600_000;

function refit(output: string, seed: number, ...flags: string[]): string[] {
  return [...FAST, '--seed', `${seed}`, '-o', output, '--force', ...flags];
}

/** The seed of a folder's fit. @throws {Error} where a file is missing, changed or too many */
function seedOf(output: string): number {
  const marker = readMarker(output);
  if (marker === null || !marker.complete) throw new Error('no marker');
  expect(findStranger(output, marker.files)).toBe(null);
  expect(filesIn(output)).toEqual([MARKER, ...marker.files.map(({ name }) => name)].sort());
  return JSON.parse(readFileSync(join(output, 'fit.json'), 'utf8')).seed;
}

function start(args: readonly string[], stdio: 'ignore' | 'pipe'): ChildProcess {
  return spawn(process.execPath, [PROGRAM, ...args], { stdio: ['ignore', stdio, stdio] });
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe('a fit that is killed', () => {
  it(
    `leaves the old or the new result, ${KILLS} times`,
    async () => {
      const folder = temporaryFolder();
      const output = join(folder, 'out');
      const began = performance.now();
      expect(runCli(...refit(output, 1)).code).toBe(0);
      const length = performance.now() - began;
      const ends = { old: 0, fresh: 0 };
      let seed = 1;
      for (let k = 0; k < KILLS; k++) {
        const child = start(refit(output, seed + 1), 'ignore');
        const gone = once(child, 'exit');
        // A third of them near the end, where the folder changes.
        await Promise.race([gone, pause(length * (k % 3 === 0 ? 0.85 + 0.25 * Math.random() : Math.random()))]);
        child.kill('SIGKILL');
        await gone;
        const stands = seedOf(output);
        expect([seed, seed + 1]).toContain(stands);
        ends[stands === seed ? 'old' : 'fresh']++;
        seed = stands;
      }
      console.log(ends);
      expect(runCli(...refit(output, 99)).code).toBe(0);
      expect(seedOf(output)).toBe(99);
      expect(readdirSync(folder)).toEqual(['out']);
    },
    LONG,
  );

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('by %s leaves nothing behind, at any moment', async (signal) => {
    const number = { SIGINT: 2, SIGTERM: 15, SIGHUP: 1 }[signal];
    for (const [command, ms] of [
      [['synth', '--views', '16'], 1500],
      [['fit', demo, '--threads', '1'], 2500],
      [['fit', demo, '--threads', '3'], 2500],
      [['scan-fit', join(demo, 'truth.obj')], 7000],
    ] as const) {
      const folder = temporaryFolder();
      const child = start([...command, '-o', join(folder, 'a', 'out')], 'ignore');
      // From when it has begun: before, the signal ends the program in the system's own way.
      while (readdirSync(folder).length === 0) await pause(20);
      await pause(ms * Math.random());
      const asked = performance.now();
      child.kill(signal);
      const [code] = await once(child, 'exit');
      expect(code).toBe(128 + number);
      expect(performance.now() - asked).toBeLessThan(2500);
      expect(readdirSync(folder)).toEqual([]);
    }
  });
});

it(
  `a process that does nothing but replace its result leaves a whole one, ${REPLACED} times killed`,
  () => killReplacements(REPLACED),
  LONG,
);

describe('two fits into one folder', () => {
  it('make one result and one message', async () => {
    const folder = temporaryFolder();
    const output = join(folder, 'out');
    for (let round = 0; round < 3; round++) {
      const both = [1, 2].map((seed) => start(refit(output, seed), 'pipe'));
      const said = both.map(async (child) => {
        let text = '';
        child.stderr?.on('data', (more) => {
          text += more;
        });
        child.stdout?.resume();
        const [code] = await once(child, 'exit');
        return { code, text };
      });
      const [one, two] = (await Promise.all(said)).sort((a, b) => a.code - b.code);
      expect([one.code, two.code]).toEqual([0, 4]);
      expect(two.text).toMatch(/error: .*one run at a time may write here; received the lock of process \d+/);
      seedOf(output);
    }
    expect(readdirSync(folder)).toEqual(['out']);
  });
});

describe('pipes that close', () => {
  it(
    `lose no result, ${PIPES} times at random moments`,
    async () => {
      const folder = temporaryFolder();
      const output = join(folder, 'out');
      const began = performance.now();
      expect(runCli(...refit(output, 1, '--json')).code).toBe(0);
      const length = performance.now() - began;
      for (let k = 0; k < PIPES; k++) {
        const child = start(refit(output, k + 2, ...(k % 2 === 0 ? ['--json'] : [])), 'pipe');
        let talk = '';
        child.stderr?.on('data', (text) => {
          talk += text;
        });
        const ended = once(child, 'exit');
        await Promise.race([ended, pause(length * Math.random())]);
        child.stdout?.destroy();
        if (k % 3 !== 0) child.stderr?.destroy();
        expect((await ended)[0]).toBe(0);
        expect(talk).not.toMatch(/\n\s+at |EPIPE/);
        expect(seedOf(output)).toBe(k + 2);
      }
      expect(readdirSync(folder)).toEqual(['out']);
    },
    LONG,
  );

  it('that are slow take a long document whole, and head -1 its first line', () => {
    const output = join(temporaryFolder(), 'out');
    const shell = (line: string): string => spawnSync('bash', ['-c', line], { encoding: 'utf8' }).stdout;
    const command = `'${process.execPath}' '${PROGRAM}' ${refit(output, 5, '--json', '--quiet').join(' ')}`;
    expect(JSON.parse(shell(`${command} | (sleep 20; cat)`)).seed).toBe(5);
    expect(shell(`${command.replace('--json', '')} | head -1; echo "\${PIPESTATUS[0]}"`)).toMatch(
      /^views used: .*\n0\n$/,
    );
    expect(seedOf(output)).toBe(5);
  });
});
