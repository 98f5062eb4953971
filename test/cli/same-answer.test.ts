import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { runFit } from '../helpers/fitting/same-answer.ts';

describe('a fit', () => {
  const one = runFit(['--threads', '1']);

  it('is the same, bit for bit, on three threads as on one', () => {
    const three = runFit(['--threads', '3']);
    expect(three.same).toEqual(one.same);
    expect(three.kernels).toEqual({ kind: 'wasm', threads: 3, fallback: null });
  });

  const pinned = spawnSync('taskset', ['-c', '0', 'true']).status === 0;
  it.skipIf(!pinned)(`does not depend on the machine's cores${pinned ? '' : ' (skipped: no taskset)'}`, () => {
    expect(runFit([], ['taskset', '-c', '0']).same).toEqual(one.same);
  });
});
