import { describe, expect, it } from 'vitest';
import { runFit } from '../helpers/fitting/same-answer.ts';

describe('a fit', () => {
  it.each([
    ['two views', ['--views', '0,2', '--preset', 'fast']],
    ['all views', []],
  ])('of %s is the same, bit for bit, on any number of threads and cores', (_, views) => {
    const one = runFit([...views, '--threads', '1']);
    for (const threads of [2, 3, 4, 8]) expect(runFit([...views, '--threads', `${threads}`]).same).toEqual(one.same);
    expect(runFit(views).same).toEqual(one.same);
  });
});
