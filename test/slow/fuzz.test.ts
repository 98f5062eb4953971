import { beforeAll, expect, it } from 'vitest';
import { readers } from '../fuzz/readers/index.ts';
import { buildFuzz, runFuzz, verdictOf } from '../helpers/fuzz.ts';

const RUNS = 10_000;

beforeAll(buildFuzz);

it.each(readers.map(({ name }) => name))('%s crashes, hangs and swells on none of 10,000 damaged files', (reader) => {
  const run = runFuzz('--reader', reader, '--runs', String(RUNS));
  expect(run.stderr).toBe('');
  const { runs, refused, read, crashes, hangs, memory, peakMb } = verdictOf(run.stdout, reader);
  expect({ runs, crashes, hangs, memory }).toEqual({ runs: RUNS, crashes: 0, hangs: 0, memory: 0 });
  expect(refused + read).toBe(RUNS);
  expect(peakMb).toBeLessThan(512);
});
