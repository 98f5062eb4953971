import { describe, expect, it } from 'vitest';
import { detailedFit } from '../helpers/fitting/made-once.ts';
import { answerIn } from '../helpers/fitting/same-answer.ts';
import { HAS_TASKSET, watchedFit } from '../helpers/fitting/watched-fit.ts';

describe('a fit', () => {
  const cores = HAS_TASKSET ? 'and one core' : '(no taskset: on all cores)';
  // One finds what other fits have left in the process, three are in a process of their own.
  it(`is the same, bit for bit, on three threads ${cores} as on one, after others`, async () => {
    const one = answerIn(await detailedFit());
    const three = answerIn(watchedFit().folder);
    expect(three.same).toEqual(one.same);
    expect(one.kernels).toEqual({ kind: 'wasm', threads: 1, fallback: null });
    expect(three.kernels).toEqual({ kind: 'wasm', threads: 3, fallback: null });
  });
});
