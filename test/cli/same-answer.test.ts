import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { runFit } from '../helpers/fitting/same-answer.ts';

describe('a fit', () => {
  const pinned = spawnSync('taskset', ['-c', '0', 'true']).status === 0;

  it(`is the same, bit for bit, on three threads ${pinned ? 'and one core' : '(no taskset: on all cores)'} as on one`, () => {
    const one = runFit(['--threads', '1']);
    const three = runFit(['--threads', '3'], pinned ? ['taskset', '-c', '0'] : []);
    expect(three.same).toEqual(one.same);
    expect(three.kernels).toEqual({ kind: 'wasm', threads: 3, fallback: null });
  });
});
