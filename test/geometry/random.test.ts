import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/geometry/random.ts';

describe('random numbers', () => {
  it('repeats for a seed', () => {
    const a = createRandom(4);
    const b = createRandom(4);
    expect([a.normal(), a.uniform()]).toEqual([b.normal(), b.uniform()]);
  });
});
