import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { MARKER } from '../../../src/export/output/output-marker.ts';
import { fill, generationOf, open, refuse, writeResult } from '../../helpers/result-folder.ts';
import { temporaryFolder } from '../../helpers/run-cli.ts';

const cwd = process.cwd();

afterEach(() => process.chdir(cwd));

describe('an output folder', () => {
  it('appears whole at the end, parents and marker too, and leaves nothing beside it', () => {
    const root = temporaryFolder();
    const output = join(root, 'a', 'b', 'out');
    const folder = open(output);
    fill(folder, 'one');
    expect(existsSync(output)).toBe(false);
    expect(folder.commit()).toBe(null);
    expect(generationOf(output)).toBe('one');
    expect(readdirSync(dirname(output))).toEqual(['out']);
    folder.discard();
    expect(generationOf(output)).toBe('one');
  });

  it('leaves nothing when it is discarded, not even the parents it made', () => {
    const root = temporaryFolder();
    const folder = open(join(root, 'a', 'b', 'out'));
    fill(folder, 'one');
    folder.discard();
    folder.discard();
    expect(readdirSync(root)).toEqual([]);
  });

  it('replaces an earlier result with --force alone, in one piece, and keeps its permissions', () => {
    const output = join(temporaryFolder(), 'out');
    writeResult(output, 'one');
    chmodSync(output, 0o700);
    refuse(output, /must not exist yet; received an existing file or folder/, output, { forces: [false] });
    writeResult(output, 'two', true);
    expect(generationOf(output)).toBe('two');
    expect(statSync(output).mode & 0o777).toBe(0o700);
    expect(readdirSync(dirname(output))).toEqual(['out']);
  });

  it('leaves the old result as it was when the work fails', () => {
    const output = join(temporaryFolder(), 'out');
    writeResult(output, 'one');
    const folder = open(output, { force: true });
    folder.write('mesh.obj', 'half');
    folder.discard();
    expect(generationOf(output)).toBe('one');
    expect(readdirSync(dirname(output))).toEqual(['out']);
  });

  it('fills an empty folder, and the working directory if that is empty', () => {
    const output = join(temporaryFolder(), 'out');
    mkdirSync(output);
    writeResult(output, 'one');
    expect(generationOf(output)).toBe('one');
    const here = temporaryFolder();
    process.chdir(here);
    writeResult('.', 'two');
    expect(readFileSync('mesh.obj', 'utf8')).toBe('two\n');
    expect(generationOf(here)).toBe('two');
  });

  it('takes long and odd names', () => {
    const root = temporaryFolder();
    for (const name of [`${'långt '.repeat(30)}.`, 'a b\nc', '-rf', '.hidden', 'ü'.repeat(120)]) {
      writeResult(join(root, name), 'one');
      writeResult(join(root, name), 'two', true);
      expect(generationOf(join(root, name)), name).toBe('two');
    }
    expect(readdirSync(root).length).toBe(5);
  });

  it('follows a symbolic link to a folder, which stays a link', () => {
    const root = temporaryFolder();
    mkdirSync(join(root, 'disk', 'results'), { recursive: true });
    symlinkSync(join('disk', 'results'), join(root, 'out'));
    for (const generation of ['one', 'two']) {
      writeResult(join(root, 'out'), generation, true);
      expect(readlinkSync(join(root, 'out'))).toBe(join('disk', 'results'));
      expect(generationOf(join(root, 'disk', 'results'))).toBe(generation);
    }
    expect(readdirSync(join(root, 'disk'))).toEqual(['results']);
  });

  it('takes names that stay inside it, once each', () => {
    const folder = open(join(temporaryFolder(), 'out'));
    for (const name of ['..', '../x', 'a/../../x', '/etc/x', '', 'a//b', './x', 'a\0b', '..\\x', MARKER])
      expect(() => folder.write(name, ''), JSON.stringify(name)).toThrow(/must stay inside its folder/);
    folder.write('..a/...jpg', '1');
    expect(() => folder.write('..a/...jpg', '2')).toThrow(/must be written once/);
    folder.discard();
  });
});
