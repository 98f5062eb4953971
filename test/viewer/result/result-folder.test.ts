import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { resultFolder } from '../../../src/viewer/result/result-folder.ts';
import { temporaryFolder } from '../../helpers/run-cli.ts';

function folderWith(...names: readonly string[]): string {
  const folder = temporaryFolder();
  for (const name of names) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), '');
  }
  return folder;
}

describe('where a result is', () => {
  it.each(['fit.json', 'report.json', 'animation.glb'])(
    'the folder itself where it holds %s, whatever lies in it',
    (name) => {
      const folder = folderWith(name, 'a/fit.json', 'views/b.glb', 'c/d.glb');
      expect(resultFolder(folder)).toBe(folder);
    },
  );

  it('the one folder in it that is a result', () => {
    const folder = folderWith(
      '.asm-fit.json',
      'photo/photo.glb',
      'photo/eye.png',
      'other/text.txt',
      'deep/er/fit.json',
    );
    expect(resultFolder(folder)).toBe(join(folder, 'photo'));
  });

  it('nowhere else: what says so is asked of the folder itself', () => {
    const folder = folderWith('a.txt', 'a/.hidden.glb');
    expect(resultFolder(folder)).toBe(folder);
  });

  it('not to be told where there are several', () => {
    const names = ['f', 'b', 'a', 'c', 'e', 'd', 'g'];
    const folder = folderWith(...names.map((name) => `${name}/fit.json`), 'a/head.glb');
    expect(() => resultFolder(folder)).toThrow(/received a folder of 7: a, b, c, d, e, and 2 more$/);
    try {
      resultFolder(folder);
    } catch (error) {
      expect(error).toMatchObject({ kind: 'input', hint: `asm-fit view ${join(folder, 'a')}` });
    }
  });
});
