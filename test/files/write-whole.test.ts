import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeWhole } from '../../src/files/write-whole.ts';
import { temporaryFolder } from '../helpers/run-cli.ts';

describe('a file that is written whole', () => {
  it('takes the place of one of its name, and nothing is left beside it', () => {
    const folder = temporaryFolder();
    const path = join(folder, 'a.bin');
    writeWhole(path, Uint8Array.of(1, 2));
    writeWhole(path, Uint8Array.of(3));
    expect([...readFileSync(path)]).toEqual([3]);
    expect(readdirSync(folder)).toEqual(['a.bin']);
  });

  it('leaves nothing where it cannot be', () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'taken'));
    expect(() => writeWhole(join(folder, 'taken'), Uint8Array.of(1))).toThrow();
    expect(readdirSync(folder)).toEqual(['taken']);
  });
});
