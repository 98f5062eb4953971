import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { DETAILED, detailedFit } from '../helpers/fitting/made-once.ts';
import { answerIn, runFit } from '../helpers/fitting/same-answer.ts';

describe('a fit', () => {
  const pinned = spawnSync('taskset', ['-c', '0', 'true']).status === 0;

  it(`is the same, bit for bit, on three threads ${pinned ? 'and one core' : '(no taskset: on all cores)'} as on one`, () => {
    const one = answerIn(detailedFit());
    const three = runFit([...DETAILED, '--threads', '3'], pinned ? ['taskset', '-c', '0'] : []);
    expect(three.same).toEqual(one.same);
    expect(one.kernels).toEqual({ kind: 'wasm', threads: 1, fallback: null });
    expect(three.kernels).toEqual({ kind: 'wasm', threads: 3, fallback: null });
  });
});
