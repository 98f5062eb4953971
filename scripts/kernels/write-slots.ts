/** Writes the accessors of all kernels' slots anew: `npm run kernels:slots` after a change of any job's slots. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { packageFolder } from '../../src/files/package-files.ts';
import { kernelsIn, SLOT_FOLDERS, slotsSource } from './slots-source.ts';

// Beside this file's own folder, in JavaScript.
const compiled = join(import.meta.dirname, '..', '..');

for (const { jobs, generated } of SLOT_FOLDERS) {
  const target = join(packageFolder(), generated);
  rmSync(target, { recursive: true, force: true });
  for (const [name, kernels] of await kernelsIn(join(compiled, jobs))) {
    const path = join(target, `${name}.ts`);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, slotsSource(`${jobs}/${name}.ts`, kernels));
  }
}
