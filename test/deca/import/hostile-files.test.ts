import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'vitest';
import { readCheckpoint } from '../../../src/deca/import/read-checkpoint.ts';
import { readFlame } from '../../../src/deca/import/read-flame.ts';
import { readLandmarkEmbedding } from '../../../src/deca/import/read-landmark-embedding.ts';
import { folder, refuse } from '../../helpers/deca/hostile-model.ts';
import { SHARED } from '../../helpers/folders.ts';

it.each([
  ['FLAME', readFlame],
  ['a checkpoint', readCheckpoint],
  ['an embedding', (path: string) => readLandmarkEmbedding(path, 9)],
] as const)('%s that is a folder, a device, missing or no name is refused', (_, reader) => {
  mkdirSync(join(folder, 'inner'), { recursive: true });
  refuse(() => reader(join(folder, 'inner')), /received a folder/);
  refuse(() => reader(join(folder, 'missing')), /no such file/);
  refuse(() => reader(join(folder, '1.bin', 'inner')), /no such file/);
  refuse(() => reader(`${folder}/a\0b`), /a name that no file can have/);
  refuse(() => reader(`${folder}/${'a'.repeat(300)}`), /a name that is too long/);
  if (process.platform !== 'win32') refuse(() => reader('/dev/zero'), /received a device/);
});

it('a pipe is refused, not waited for', (context) => {
  const pipe = join(folder, 'pipe');
  if (spawnSync('mkfifo', [pipe]).status !== 0) context.skip('no mkfifo here');
  refuse(() => readFlame(pipe), /received a named pipe/);
  refuse(() => readCheckpoint(pipe), /received a named pipe/);
  refuse(() => readLandmarkEmbedding(pipe, 9), /received a named pipe/);
});

const cases = join(SHARED, 'cases', 'hostile');
const missing = existsSync(cases) ? '' : ` (skipped: no ${cases})`;

describe.skipIf(missing !== '')(`the hostile files${missing}`, () => {
  const names = missing === '' ? readdirSync(cases).filter((name) => /^(p|t|fuzz-npy)-/.test(name)) : [];
  it.each(names)('%s is refused', (name) => {
    const path = join(cases, name);
    const reader = name.startsWith('p-') ? readFlame : name.startsWith('t-') ? readCheckpoint : readEmbedding;
    refuse(() => reader(path), /received/);
  });
});

function readEmbedding(path: string): unknown {
  return readLandmarkEmbedding(path, 9976);
}
