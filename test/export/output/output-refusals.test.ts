import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { MARKER } from '../../../src/export/output/output-marker.ts';
import { linksIn } from '../../../src/export/output/real-path.ts';
import { fill, generationOf, open, refuse, writeResult } from '../../helpers/result-folder.ts';
import { temporaryFolder } from '../../helpers/run-cli.ts';

const cwd = process.cwd();

afterEach(() => process.chdir(cwd));

function photographs(...names: string[]): string {
  const folder = join(temporaryFolder(), 'photos');
  for (const name of names) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), `photograph ${name}`);
  }
  return folder;
}

describe('what is refused', () => {
  it('a folder that holds what is read, however it is spelled', () => {
    const photos = photographs('a.jpg', 'sub/b.jpg');
    for (const input of [photos, join(photos, 'sub'), join(photos, 'sub', 'b.jpg'), join(photos, 'not', 'yet')]) {
      refuse(photos, /be apart from what is read; received a place that is or holds/, photos, { inputs: [input] });
      refuse(join(photos, 'sub', '..'), /be apart from what is read/, photos, { inputs: [input] });
    }
    const link = join(temporaryFolder(), 'link');
    symlinkSync(photos, link);
    refuse(link, /be apart from what is read/, photos, { inputs: [photos] });
    refuse(photos, /be apart from what is read/, photos, { inputs: [join(link, 'a.jpg')] });
  });

  it('even one of our own folders that is read, also through links in another folder', () => {
    const output = join(temporaryFolder(), 'out');
    writeResult(output, 'one');
    const capture = photographs('a.jpg');
    refuse(output, /be apart from what is read/, output, { inputs: [join(output, 'textures')] });
    symlinkSync(join(output, 'textures', 'skin.png'), join(capture, 'b.png'));
    refuse(output, /be apart from what is read/, output, { inputs: [capture] });
    refuse(output, /be apart from what is read/, output, { inputs: [join(capture, 'b.png')] });
    rmSync(join(capture, 'b.png'));
    mkdirSync(join(capture, 'views'));
    symlinkSync(dirname(output), join(capture, 'views', 'all'));
    refuse(output, /be apart from what is read/, output, { inputs: [capture] });
  });

  it('nothing for folders in it that are gone by now or cannot be listed', () => {
    const photos = photographs('a.jpg');
    for (const path of [join(photos, 'gone'), join(photos, 'a.jpg'), '/proc/self/net/gone'])
      expect(linksIn(path)).toEqual([]);
  });

  it('no folder in the folder that is read', () => {
    const photos = photographs('a.jpg');
    const output = join(photos, 'out');
    for (const generation of ['one', 'two']) {
      const folder = open(output, { force: true, inputs: [photos] });
      fill(folder, generation);
      folder.commit();
      expect(generationOf(output)).toBe(generation);
    }
    expect(readFileSync(join(photos, 'a.jpg'), 'utf8')).toBe('photograph a.jpg');
  });

  it('a folder that we did not write, or one of an older version', () => {
    const output = photographs('head.obj');
    writeFileSync(join(output, 'fit.json'), '{"version":1,"tool":{"name":"asm-fit","version":"0.0.9"}}');
    refuse(output, /be a folder that asm-fit wrote; received a folder without our/, output, { forces: [true] });
    for (const text of ['', '{', '[]', '{"version":1,"tool":{"name":"other","version":"1"},"files":[]}']) {
      writeFileSync(join(output, MARKER), text);
      refuse(output, /be a folder that asm-fit wrote/, output, { forces: [true] });
    }
    rmSync(join(output, MARKER));
    mkdirSync(join(output, MARKER));
    refuse(output, /be a folder that asm-fit wrote/, output, { forces: [true] });
  });

  it.each([
    ['a file', (out: string) => writeFileSync(join(out, 'notes.txt'), 'mine'), 'notes.txt, not written by asm-fit'],
    [
      'a file deep inside',
      (out: string) => writeFileSync(join(out, 'views/deep/1.png'), ''),
      'deep/1.png, not written by asm-fit',
    ],
    ['an empty folder', (out: string) => mkdirSync(join(out, 'kept')), 'kept, not written by asm-fit'],
    ['a hidden folder', (out: string) => mkdirSync(join(out, '.git')), '.git, not written by asm-fit'],
    ['a link', (out: string) => symlinkSync('mesh.obj', join(out, 'link')), 'link, not written by asm-fit'],
    ['an edited file', (out: string) => writeFileSync(join(out, 'mesh.obj'), 'two\n'), 'mesh.obj, changed since'],
    [
      'a file whose edit kept its date',
      (out: string) => {
        const path = join(out, 'textures', 'skin.png');
        const { atime, mtime } = statSync(path);
        writeFileSync(path, 'six\n');
        utimesSync(path, atime, mtime);
      },
      'skin.png, changed since',
    ],
    ['a longer file', (out: string) => writeFileSync(join(out, 'report.html'), 'longer'), 'report.html, changed since'],
    [
      'a folder in place of a file',
      (out: string) => {
        rmSync(join(out, 'mesh.obj'));
        mkdirSync(join(out, 'mesh.obj'));
      },
      'mesh.obj, not written by asm-fit',
    ],
  ])('one of our folders with %s in it that is not ours', (_, change, message) => {
    const output = join(temporaryFolder(), 'out');
    writeResult(output, 'one');
    change(output);
    // An edit is later than the marker.
    const later = new Date(Date.now() + 5000);
    if (existsSync(join(output, 'mesh.obj'))) utimesSync(join(output, 'mesh.obj'), later, later);
    refuse(output, new RegExp(`hold nothing but what asm-fit wrote; received .*${message}`), output, {
      forces: [true],
    });
  });

  it('not what file browsers leave, files that are gone, or copies and touched files', () => {
    const output = join(temporaryFolder(), 'out');
    writeResult(output, 'one');
    for (const name of ['.DS_Store', 'views/Thumbs.db', 'textures/desktop.ini']) writeFileSync(join(output, name), 'x');
    rmSync(join(output, 'report.html'));
    const later = new Date(Date.now() + 5000);
    utimesSync(join(output, 'mesh.obj'), later, later);
    writeResult(output, 'two', true);
    expect(generationOf(output)).toBe('two');
  });

  it('the working directory, the home folder, and what holds them', () => {
    const output = join(temporaryFolder(), 'out');
    writeResult(output, 'one');
    process.chdir(join(output, 'textures'));
    refuse(output, /not be or hold the working directory/, output, { forces: [true] });
    refuse('..', /not be or hold the working directory/, output, { forces: [true] });
    process.chdir(cwd);
    const home = process.env.HOME;
    process.env.HOME = join(output, 'views', 'deep');
    try {
      expect(homedir()).toBe(process.env.HOME);
      refuse(output, /not be or hold the home folder/, output, { forces: [true] });
    } finally {
      process.env.HOME = home;
    }
    expect(() => open('/', { force: true })).toThrow(/not be or hold/);
  });

  it('a file, a special file, a link to nothing, and a folder below them, with --force too', () => {
    const root = temporaryFolder();
    writeFileSync(join(root, 'file.png'), 'mine');
    symlinkSync('nowhere', join(root, 'lost'));
    symlinkSync('file.png', join(root, 'alias'));
    spawnSync('mkfifo', [join(root, 'fifo')]);
    refuse(join(root, 'file.png'), /be a folder; received a file/, root);
    refuse(join(root, 'alias'), /be a folder; received a file/, root);
    refuse(join(root, 'lost'), /lead somewhere; received a symbolic link to nothing/, root);
    refuse(join(root, 'file.png', 'a', 'b'), /a parent, .*file\.png, that is a file/, root);
    refuse(join(root, 'lost', 'a'), /must be writable; received|lead somewhere/, root);
    if (existsSync(join(root, 'fifo'))) refuse(join(root, 'fifo'), /be a folder; received a pipe/, root);
    refuse('/dev/zero', /be a folder; received a device/, root);
    refuse('/dev/zero/a', /a parent, \/dev\/zero, that is a device/, root);
    refuse('', /must name a place/, root);
    refuse(join(root, 'n'.repeat(256)), /be writable; received ENAMETOOLONG/, root);
  });

  it.runIf(process.platform === 'linux')('where nothing can be made, at once', () => {
    const started = performance.now();
    for (const output of ['/proc/self/out', '/proc/no/where', '/sys/kernel/a/b'])
      expect(() => open(output), output).toThrow(/the output must be writable; received E/);
    expect(performance.now() - started).toBeLessThan(1000);
  });
});
