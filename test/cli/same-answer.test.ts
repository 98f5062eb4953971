import { describe, expect, it } from 'vitest';
import { detailedFit } from '../helpers/fitting/made-once.ts';
import { answerIn } from '../helpers/fitting/same-answer.ts';
import { HAS_TASKSET, watchedFit } from '../helpers/fitting/watched-fit.ts';

describe('a fit', () => {
  it(`is the same, bit for bit, on three threads ${HAS_TASKSET ? 'and one core' : '(no taskset: on all cores)'} as on one`, () => {
    const one = answerIn(detailedFit());
    const three = answerIn(watchedFit().folder);
    expect(three.same).toEqual(one.same);
    expect(one.kernels).toEqual({ kind: 'wasm', threads: 1, fallback: null });
    expect(three.kernels).toEqual({ kind: 'wasm', threads: 3, fallback: null });
  });
});
