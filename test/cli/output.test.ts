import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runWarm } from '../helpers/program/warm-program.ts';
import { filesIn } from '../helpers/result-folder.ts';
import { PROGRAM, temporaryFolder } from '../helpers/run-cli.ts';

const demo = join(import.meta.dirname, '..', '..', 'data', 'demo');
const SMALL = ['synth', '--views', '2', '--size', '128', '--quiet'];

function photographs(): string {
  const folder = join(temporaryFolder(), 'me');
  mkdirSync(folder);
  copyFileSync(join(demo, 'views', '01.jpg'), join(folder, 'left.jpg'));
  return folder;
}

describe('what is read survives --force', () => {
  const photos = photographs();
  const picture = join(photos, 'left.jpg');
  const scan = join(photos, 'scan.obj');
  copyFileSync(join(demo, 'truth.obj'), scan);
  // As if we had written the folder: even then.
  writeFileSync(join(photos, '.asm-fit.json'), '{}');
  it.each([
    ['fit', picture],
    ['fit', photos],
    ['fit', demo, '--head', `ict:${photos}`],
    ['compare', demo, '--scan', scan],
    ['scan-fit', scan],
    ['scan-fit', join(demo, 'truth.obj'), '--scan-landmarks', join(photos, 'marks.json')],
    ['reconstruct', join(demo, 'views'), photos],
    ['reconstruct', demo, '--weights', photos, '--flame', 'flame.pkl'],
    ['transfer', picture, '--expression', join(demo, 'views', '00.jpg')],
    ['transfer', join(demo, 'views', '00.jpg'), '--expression', picture],
    ['animate', join(demo, 'views', '00.jpg'), '--expressions', photos],
    ['import', 'flame', join(photos, 'generic_model.pkl')],
    ['train', 'encoder', '--people', '200', '--data', join(photos, 'crops')],
  ])('%s %s %s %s', (...args) => {
    const before = filesIn(photos);
    const { code, stderr } = runWarm(...args, '-o', photos, '--force');
    expect(stderr).toMatch(
      /error: .*the output must be apart from what is read; received a place that is or holds .*me/,
    );
    expect(code).toBe(4);
    expect(filesIn(photos)).toEqual(before);
    expect(readFileSync(picture)).toEqual(readFileSync(join(demo, 'views', '01.jpg')));
  });

  it('a picture that capture.json names in the output', () => {
    const capture = temporaryFolder();
    const output = join(capture, 'results');
    expect(runWarm(...SMALL, '-o', output).code).toBe(0);
    writeFileSync(join(capture, 'capture.json'), '{"version":1,"views":[{"image":"results/views/01.jpg"}]}');
    const { code, stderr } = runWarm('fit', capture, '-o', output, '--force');
    expect(stderr).toMatch(/received a place that is or holds .*01\.jpg/);
    expect(code).toBe(4);
    expect(existsSync(join(output, 'views', '01.jpg'))).toBe(true);
    // What we wrote and what was put to it.
    writeFileSync(join(output, 'views', 'notes.txt'), 'mine');
    expect(runWarm(...SMALL, '-o', output, '--force').stderr).toMatch(
      /received .*views\/notes\.txt, not written by asm-fit/,
    );
    expect(filesIn(output)).toContain('views/notes.txt');
  });
});

describe('evaluate --heatmap', () => {
  const folder = temporaryFolder();
  const mesh = join(folder, 'mesh.obj');
  copyFileSync(join(demo, 'truth.obj'), mesh);
  const run = (heatmap: string, ...flags: string[]) =>
    runWarm('evaluate', mesh, mesh, '--protocol', 'vertex', '--heatmap', heatmap, ...flags);

  it('asks for --force before any work, never replaces what is read, and refuses what is no file', () => {
    mkdirSync(join(folder, 'folder.glb'));
    writeFileSync(join(folder, 'old_left.png'), 'mine');
    const before = filesIn(folder);
    for (const [path, message, flags] of [
      ['old.glb', /old_left\.png: the output must not exist yet/, []],
      ['folder.glb', /folder\.glb: the output must be a file; received a folder/, ['--force']],
      ['mesh.obj/x.glb', /a parent, .*mesh\.obj, that is a file/, ['--force']],
    ] as const) {
      const { code, stderr } = run(join(folder, path), ...flags);
      expect(stderr).toMatch(message);
      expect(code).toBe(4);
    }
    const glb = join(folder, 'scan.glb');
    writeFileSync(glb, 'a scan');
    const { code, stderr } = runWarm('evaluate', mesh, glb, '--heatmap', glb, '--force');
    expect(stderr).toMatch(/scan\.glb: the output must be apart from what is read/);
    expect(code).toBe(4);
    expect(filesIn(folder)).toEqual([...before, 'scan.glb'].sort());
  });
});

describe('the process', () => {
  it('finishes its work when nobody listens, and says on stderr when stdout is full', () => {
    const folder = temporaryFolder();
    const shell = (line: string) =>
      spawnSync('bash', ['-c', `cd '${folder}'; a() { '${process.execPath}' '${PROGRAM}' "$@"; }; ${line}`], {
        encoding: 'utf8',
      });
    const small = 'synth --views 1 --size 128';
    const closed = shell(`a ${small} -o a 2> >(exec 0<&-) >&-; echo $?; a ${small} -o b >&- 2>&-; echo $?`);
    expect(closed.stdout).toBe('0\n0\n');
    expect(filesIn(join(folder, 'a'))).toEqual(filesIn(join(folder, 'b')));
    expect(filesIn(join(folder, 'a')).length).toBe(8);
    if (!existsSync('/dev/full')) return console.log('skipped: no /dev/full here');
    const full = shell(
      `a ${small} -o c 2>/dev/full; echo $?; a evaluate b/truth.obj b/truth.obj --mesh-landmarks b/scan-landmarks.json --json >/dev/full; echo $?`,
    );
    expect(full.stdout).toBe('0\n4\n');
    expect(full.stderr).toMatch(/error: stdout: must take the result; received ENOSPC/);
    expect(full.stderr).not.toMatch(/\n\s+at /);
    expect(filesIn(join(folder, 'c'))).toEqual(filesIn(join(folder, 'a')));
  });

  it('says that the working directory is gone, and does without it where it can', () => {
    const folder = temporaryFolder();
    const from = join(folder, 'gone');
    const run = (...args: string[]) =>
      spawnSync(
        'sh',
        ['-c', 'mkdir -p "$0"; cd "$0"; rmdir "$0"; exec "$@"', from, process.execPath, PROGRAM, ...args],
        { encoding: 'utf8', env: { PATH: process.env.PATH } },
      );
    for (const args of [[...SMALL, '-o', 'out'], ['fit', 'photo.jpg', '-o', '/tmp/x'], ['demo']]) {
      const { status, stderr } = run(...args);
      expect(stderr).toMatch(/^error: .*: the working directory must exist .*; received one that was removed\nhint: /);
      expect(status).toBe(3);
    }
    expect(run(...SMALL, '-o', join(folder, 'out')).stderr).toBe('');
    expect(readdirSync(folder)).toEqual(['out']);
  });

  it('says in one line what is a bug of ours, with the stack only when asked', () => {
    const module = join(import.meta.dirname, '..', '..', 'dist', 'src', 'cli', 'report-error.js');
    const script = `import { reportError } from ${JSON.stringify(module)}; process.exitCode = reportError(new TypeError('a\\nb'));`;
    const run = (debug: string) =>
      spawnSync(process.execPath, ['--input-type=module', '-e', script], {
        encoding: 'utf8',
        env: { ASM_FIT_DEBUG: debug },
      });
    expect(run('').stderr).toMatch(/^error: a bug of ours: a\nhint: please report it .*\n$/);
    expect(run('1').stderr).toMatch(/\n\s+at /);
    expect(run('').status).toBe(1);
  });
});
