import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../helpers/folders.ts';
import { temporaryFolder } from '../helpers/run-cli.ts';

const PROGRAM = join(ROOT, 'bin', 'asm-fit');
const DEMO = join(ROOT, 'data', 'demo');

/** A fit as a user runs it, in a home that is new, below a program that watches. */
function fitIn(home: string, watcher: readonly string[], env: Record<string, string | undefined> = {}) {
  const out = join(home, '..', 'out');
  const command = [...watcher, process.execPath, PROGRAM, 'fit', DEMO, '-o', out, '--views', '0,2', '--preset', 'fast'];
  return spawnSync(command[0], [...command.slice(1), '--threads', '2', '--quiet'], {
    encoding: 'utf8',
    env: { ...process.env, HOME: home, XDG_CACHE_HOME: undefined, ORT_DISABLE_TELEMETRY: undefined, ...env },
  });
}

function newHome(): string {
  const home = join(temporaryFolder(), 'home');
  mkdirSync(home);
  return home;
}

function works(command: string, ...args: string[]): boolean {
  return spawnSync(command, args).status === 0;
}

describe('a fit tells nobody', () => {
  const hasStrace = works('strace', '-V');
  const hasUnshare = works('unshare', '-rn', 'true');
  const seen = [
    hasStrace ? 'looks no host up' : '(no strace: whether it looks hosts up is not seen)',
    hasUnshare ? 'needs no network' : '(no unshare: whether it needs a network is not seen)',
  ];
  it(`and writes nothing into a new home, not even a cache, ${seen.join(', ')}`, () => {
    const home = newHome();
    const log = join(home, '..', 'calls');
    const watch = hasStrace ? ['strace', '-f', '--seccomp-bpf', '-e', 'trace=network,openat', '-o', log] : [];
    expect(fitIn(home, [...(hasUnshare ? ['unshare', '-rn'] : []), ...watch]).status).toBe(0);
    expect(existsSync(join(home, '..', 'out', 'head.glb'))).toBe(true);
    expect(readdirSync(home)).toEqual([]);
    if (!hasStrace) return;
    const calls = readFileSync(log, 'utf8').split('\n');
    // The watch itself works: the program's own file was seen to be opened.
    expect(calls.some((line) => line.includes('/bin/asm-fit'))).toBe(true);
    // The library that would tell opens its queue at once and looks its host up seconds later.
    const telling = /AF_INET|resolv\.conf|etc\/hosts"|DeveloperTools|onnxruntime\.db/;
    expect(calls.filter((line) => telling.test(line))).toEqual([]);
  });
});

describe('the package', () => {
  const { exports } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const entries = Object.values<{ default?: string }>(exports).flatMap((entry) => entry.default ?? []);

  it.each(entries)('%s switches telemetry off before it loads anything', (entry) => {
    const source = readFileSync(join(ROOT, entry.replace('./dist/', '').replace('.js', '.ts')), 'utf8');
    expect(source.match(/ from '|^import '[^']+'/m)?.[0]).toMatch(/onnx\/no-telemetry\.ts'$/);
    const said = spawnSync(
      process.execPath,
      ['--eval', `import('${join(ROOT, entry)}').then(() => console.log(process.env.ORT_DISABLE_TELEMETRY))`],
      { encoding: 'utf8', env: { ...process.env, ORT_DISABLE_TELEMETRY: undefined } },
    );
    expect(said.stdout.trim()).toBe('1');
  });
});
