import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { mutate } from '../../scripts/fuzz/mutate.ts';
import { createRandom } from '../../src/geometry/random.ts';
import { ROOT } from '../helpers/folders.ts';
import { buildFuzz, runFuzz, verdictOf } from '../helpers/fuzz.ts';
import { temporaryFolder } from '../helpers/run-cli.ts';

describe('the fuzzing harness notices', () => {
  beforeAll(buildFuzz);

  const kept = temporaryFolder();
  const module = join(ROOT, 'dist-fuzz', 'test', 'fuzz', 'faulty-readers.js');
  const fuzz = (reader: string, ...more: readonly string[]) =>
    runFuzz('--module', module, '--reader', reader, '--out', join(kept, reader), '--seed', '2', ...more);

  it('nothing where there is nothing', () => {
    const run = fuzz('sound', '--runs', '300');
    expect(run.stderr).toBe('');
    expect(run.code).toBe(0);
    const { runs, refused, read, crashes, hangs, memory } = verdictOf(run.stdout, 'sound');
    expect([runs, crashes, hangs, memory]).toEqual([300, 0, 0, 0]);
    expect(refused).toBeGreaterThan(20);
    expect(refused + read).toBe(300);
    expect(existsSync(join(kept, 'sound'))).toBe(false);
  });

  it.each([
    ['throws', 'crashes', /RangeError: beyond the end/, []],
    ['misreads', 'crashes', /read, but wrongly/, []],
    ['dies', 'crashes', /SIGABRT/, []],
    ['hangs', 'hangs', /no end after 1600 ms/, ['--hang-ms', '400']],
    ['eats', 'memory', /(3\d\d|more than 400) MB/, ['--limit-mb', '200']],
  ])('a reader that %s, and keeps the file', (reader, column, words, limits) => {
    const run = fuzz(reader, '--runs', '100', '--faults', '1', ...limits);
    expect(run.code).toBe(1);
    expect(verdictOf(run.stdout, reader)[column]).toBeGreaterThan(0);
    expect(run.stdout).toMatch(words);
    const [file] = readdirSync(join(kept, reader));
    expect(run.stdout).toContain(`--reader ${reader} --repeat`);
    if (column !== 'crashes') return;
    const again = runFuzz('--module', module, '--reader', reader, '--repeat', join(kept, reader, file));
    expect(again.code).not.toBe(0);
  });

  it('a reader that is not there', () => {
    expect(fuzz('nobody').stderr).toMatch(/one of sound, throws/);
  });
});

describe('mutations', () => {
  const seeds = [Buffer.from('v 1.5 2 3\nf 1 2 3\n'), new Uint8Array(64)];
  const series = (seed: number) =>
    Array.from({ length: 400 }, (_, i) => Buffer.from(mutate(seeds, createRandom(1000 * seed + i))).toString('hex'));

  it('are the same for the same seed, and many', () => {
    expect(series(1)).toEqual(series(1));
    expect(new Set([...series(1), ...series(2)]).size).toBeGreaterThan(600);
    expect(Buffer.from(seeds[0]).toString()).toBe('v 1.5 2 3\nf 1 2 3\n');
  });

  it('set numbers in text and fields in bytes to their edges', () => {
    const all = series(3).map((hex) => Buffer.from(hex, 'hex').toString('latin1'));
    expect(all.some((text) => /v (NaN|1e400|4294967296|-1e400)/.test(text))).toBe(true);
    expect(all.some((text) => text.includes('\xff\xff\xff\xff'))).toBe(true);
  });
});
