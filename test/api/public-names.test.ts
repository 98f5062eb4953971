import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { docstringOf, exampleIn, membersOf, publicNames } from '../../scripts/docs/public-names.ts';
import { ROOT } from '../helpers/folders.ts';

const NAMES = publicNames(join(ROOT, 'src', 'index.ts'));

describe('the library', () => {
  it('exports what its list says', async () => {
    const values = NAMES.filter(({ kind }) => kind === 'value').map(({ name }) => name);
    expect(Object.keys(await import('../../src/index.ts')).sort()).toEqual(values.sort());
    expect(values.length).toBeGreaterThan(10);
  });

  it.each(NAMES.filter(({ kind }) => kind === 'value'))('says of $name what it is, with an example', (exported) => {
    expect(exampleIn(docstringOf(exported) ?? '')).toMatch(new RegExp(`import \\{[^}]*${exported.name}[^}]*\\} from`));
  });

  it.each(NAMES.filter(({ kind }) => kind === 'type'))('says of $name and of all in it what it is', (exported) => {
    expect(docstringOf(exported)).toMatch(/\w/);
    const bare = membersOf(exported).filter(({ docs }) => docs === null);
    expect(bare.map(({ name }) => name)).toEqual([]);
  });
});
