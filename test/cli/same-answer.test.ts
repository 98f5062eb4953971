import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../helpers/run-cli.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const FILES = ['deca.obj', 'head.obj', 'head.glb', 'textures/skin.png', 'views/00_overlay.png'];

/** What a fit of two of the demo's views comes to: its files' checksums, and all of fit.json but times and threads. */
function runFit(threads: readonly string[], below: readonly string[] = []): Record<string, unknown> {
  const out = join(temporaryFolder(), 'out');
  const command = [...below, process.execPath, join(ROOT, 'bin', 'asm-fit'), 'fit', join(ROOT, 'data', 'demo')];
  const run = spawnSync(
    command[0],
    [...command.slice(1), '-o', out, '--views', '0,2', '--preset', 'fast', '--quiet', ...threads],
    { encoding: 'utf8' },
  );
  expect(run.stderr).toBe('');
  const { timing: _, kernels: __, ...json } = JSON.parse(readFileSync(join(out, 'fit.json'), 'utf8'));
  const sums = FILES.map((file) =>
    createHash('sha256')
      .update(readFileSync(join(out, file)))
      .digest('hex'),
  );
  return { ...json, ...Object.fromEntries(FILES.map((file, i) => [file, sums[i]])) };
}

describe('a fit', () => {
  const one = runFit(['--threads', '1']);

  it.each([2, 3, 4, 8])('is the same, bit for bit, on %i threads as on one', (threads) => {
    expect(runFit(['--threads', `${threads}`])).toEqual(one);
  });

  const pinned = spawnSync('taskset', ['-c', '0', 'true']).status === 0;
  it.skipIf(!pinned)(`does not depend on the machine's cores${pinned ? '' : ' (skipped: no taskset)'}`, () => {
    expect(runFit([], ['taskset', '-c', '0'])).toEqual(one);
    expect(runFit([])).toEqual(one);
  });
});
