import { expect, it } from 'vitest';
import type { HeadModel } from '../../src/head/head-model.ts';
import { onceAHead } from '../../src/head/once-a-head.ts';

it('what depends on a head alone is found once for each head', () => {
  const heads = ['a', 'b'].map((name) => ({ name }) as HeadModel);
  const asked: string[] = [];
  const find = onceAHead(({ name }) => {
    asked.push(name);
    return { name };
  });
  const [a, b] = heads.map(find);
  expect(heads.map(find)).toEqual([a, b]);
  expect(find(heads[0])).toBe(a);
  expect(asked).toEqual(['a', 'b']);
});
