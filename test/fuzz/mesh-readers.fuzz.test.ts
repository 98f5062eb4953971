import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AsmFitError } from '../../src/errors.ts';
import { temporaryFolder } from '../helpers/run-cli.ts';
import { mutated, mutations } from './mutations.ts';
import { MESH_READERS } from './readers/meshes.ts';

const folder = temporaryFolder();

describe.each(MESH_READERS)('the reader of $name', ({ name, extension, seeds, read, check }) => {
  const path = join(folder, `${name.replaceAll(' ', '-')}${extension}`);

  it('reads its seeds', async () => {
    for (const seed of seeds()) {
      writeFileSync(path, seed);
      check?.(await read(path));
    }
  });

  // An OBJ may end after any line, and an STL after any solid: its first seed has one.
  it.skipIf(extension === '.obj')('refuses what a cut left of a file', async () => {
    const [seed] = seeds();
    for (let length = 0; length < seed.length - 24; length += 17) {
      writeFileSync(path, seed.subarray(0, length));
      const kind = await read(path).then(
        () => 'a mesh',
        (error: unknown) => (error instanceof AsmFitError ? error.kind : 'a bug'),
      );
      expect(kind, `${length} of ${seed.length} bytes`).toBe('input');
    }
  });

  it('ends in a consistent mesh or an input error, whatever happens to a file', async () => {
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(fc.nat(), mutations, async (which, changes) => {
        writeFileSync(path, mutated(seeds()[which % seeds().length], changes));
        const result = await read(path).catch((error: unknown) => {
          if (error instanceof AsmFitError && error.kind === 'input' && error.hint !== '') return null;
          throw error;
        });
        if (result === null) refused++;
        else check?.(result);
      }),
      { numRuns: 200 },
    );
    expect(refused).toBeGreaterThan(0);
  });
});
