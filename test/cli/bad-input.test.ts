import {
  chmodSync,
  closeSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { runWarm } from '../helpers/program/warm-program.ts';
import { runCli, temporaryFolder } from '../helpers/run-cli.ts';

const demo = join(import.meta.dirname, '..', '..', 'data', 'demo');
const photo = join(demo, 'views', '00.jpg');

async function grey(path: string, width: number, height: number): Promise<void> {
  await sharp({ create: { width, height, channels: 3, background: '#777777' } })
    .png()
    .toFile(path);
}

/** Says 20,000 x 20,000 in its header, and has but a hundred pixels. */
const HUGE_PNG = 'iVBORw0KGgoAAAANSUhEUgAATiAAAE4gCAAAAADGGxnlAAAADElEQVR4nGNgoD0AAABkAAGGZDw1AAAAAElFTkSuQmCC';

/** Runs a fit that must fail: exit code, one `error:` line with what was received, one `hint:` line, no output folder. */
function refuse(capture: string, code: number, message: RegExp, ...flags: string[]): void {
  const out = join(temporaryFolder(), 'out');
  const result = runWarm('fit', capture, '-o', out, ...flags);
  expect(result.stderr).toMatch(message);
  expect(result.stderr).not.toMatch(/\n\s+at /);
  if (code !== 2 || /^error: --views/m.test(result.stderr)) expect(result.stderr).toMatch(/^hint: /m);
  expect(result.code).toBe(code);
  expect(existsSync(out)).toBe(false);
}

function captureWith(view: unknown): string {
  const folder = temporaryFolder();
  copyFileSync(photo, join(folder, 'a.jpg'));
  writeFileSync(join(folder, 'capture.json'), JSON.stringify({ version: 1, views: [view] }));
  return folder;
}

const K = [
  [900, 0, 256],
  [0, 900, 256],
  [0, 0, 1],
];
const identity = [
  [1, 0, 0],
  [0, 1, 0],
  [0, 0, 1],
];

describe('bad input is refused with a clear message and its own exit code', () => {
  it('a folder that does not exist, or holds no photographs', () => {
    refuse(join(temporaryFolder(), 'nothing'), 3, /error: .*the capture must exist; received no such file/);
    refuse(temporaryFolder(), 3, /error: .*must hold photographs .*; received none/);
  });

  it('a head of no such name, whatever else is wrong', () => {
    refuse(
      join(temporaryFolder(), 'nothing'),
      2,
      /error: option '--head <model>' argument 'flames' is invalid\. must be bundled or ict:<folder>/,
      '--head',
      'flames',
    );
  });

  it('photographs without a face', async () => {
    const folder = temporaryFolder();
    await grey(join(folder, 'wall.png'), 400, 300);
    refuse(folder, 5, /error: .*at least one photograph must show a face; received 1 without/);
  });

  it('a corrupt and a truncated image', () => {
    const corrupt = temporaryFolder();
    writeFileSync(join(corrupt, 'a.jpg'), 'this is not a picture');
    refuse(corrupt, 3, /error: .*a\.jpg: the image must decode; received/);
    const truncated = temporaryFolder();
    copyFileSync(photo, join(truncated, 'a.jpg'));
    truncateSync(join(truncated, 'a.jpg'), 9000);
    refuse(truncated, 3, /error: .*a\.jpg: the image must decode; received/);
  });

  it('a 1 x 1 and a 20,000 x 20,000 image', async () => {
    const tiny = temporaryFolder();
    await grey(join(tiny, 'a.png'), 1, 1);
    refuse(tiny, 3, /at least 64 pixels a side; received 1 x 1/);
    const huge = temporaryFolder();
    writeFileSync(join(huge, 'a.png'), Buffer.from(HUGE_PNG, 'base64'));
    refuse(huge, 3, /at most 120 megapixels; received 20000 x 20000/);
  });

  it('wrong intrinsics and rotations', () => {
    refuse(captureWith({ image: 'a.jpg', K: [[900, 0, 256]] }), 3, /views\.0\.K/);
    refuse(captureWith({ image: 'a.jpg', K: [[-900, 0, 256], K[1], K[2]] }), 3, /K must be .*fx, fy > 0/);
    const stretched = [[2, 0, 0], identity[1], identity[2]];
    refuse(
      captureWith({ image: 'a.jpg', K, R: stretched, t: [0, 0, 600] }),
      3,
      /R must be a rotation .*; received a matrix that is off by/,
    );
    const mirrored = [[-1, 0, 0], identity[1], identity[2]];
    refuse(captureWith({ image: 'a.jpg', K, R: mirrored, t: [0, 0, 600] }), 3, /R must be a rotation/);
    refuse(captureWith({ image: 'a.jpg', K, R: identity }), 3, /R and t must come together; received R alone/);
    refuse(
      captureWith({ image: 'a.jpg', width: 100, height: 100 }),
      3,
      /must be those of the image, 512 x 512; received 100 x 100/,
    );
  });

  it('NaN in JSON, and JSON that is none', () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'capture.json'), '{"version":1,"views":[{"image":"a.jpg","t":[NaN,0,0]}]}');
    refuse(folder, 3, /capture\.json: it must be JSON; received/);
  });

  it('view indices out of range or unreadable', () => {
    refuse(demo, 2, /error: views: indices must lie in 0\.\.4; received 9/, '--views', '0,9');
    refuse(demo, 2, /view indices are whole numbers/, '--views', '0,x');
    refuse(demo, 2, /view indices are whole numbers from 0, each once/, '--views', '0,3,0');
  });

  it('a capture.json of 200 MB', () => {
    const folder = temporaryFolder();
    const file = openSync(join(folder, 'capture.json'), 'w');
    writeSync(file, ' ', 200 * 2 ** 20);
    closeSync(file);
    refuse(folder, 3, /capture\.json must be at most 16 MB; received 209715201 bytes/);
  });

  it('a path that leaves the capture folder', () => {
    refuse(
      captureWith({ image: '../secret.jpg' }),
      3,
      /a path must stay inside the capture folder; received "\.\.\/secret\.jpg"/,
    );
    refuse(
      captureWith({ image: '/etc/passwd' }),
      3,
      /a path must stay inside the capture folder; received "\/etc\/passwd"/,
    );
  });

  it('landmarks that do not fit any scheme', () => {
    const folder = temporaryFolder();
    copyFileSync(photo, join(folder, 'a.jpg'));
    writeFileSync(join(folder, 'a.landmarks.json'), JSON.stringify([[1, 2]]));
    refuse(folder, 3, /68 \(iBUG\), 468 or 478 \(MediaPipe\) points are needed.*received 1 and none/);
  });
});

describe('outputs are safe', () => {
  it('an existing output stays as it is without --force', () => {
    const out = temporaryFolder();
    writeFileSync(join(out, 'precious.txt'), 'mine');
    const result = runCli('fit', demo, '-o', out);
    expect(result.code).toBe(4);
    expect(result.stderr).toMatch(/error: .*the output must not exist yet/);
    expect(readFileSync(join(out, 'precious.txt'), 'utf8')).toBe('mine');
  });

  it('an output that cannot be written', () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'file'), '');
    const result = runWarm('fit', demo, '-o', join(folder, 'file', 'out'));
    expect(result.code).toBe(4);
    expect(result.stderr).toMatch(/error: .*the output must be writable; received/);
    const locked = join(folder, 'locked');
    mkdirSync(locked);
    chmodSync(locked, 0o555);
    // Root writes anywhere; everyone else is told.
    if (process.getuid?.() !== 0) expect(runWarm('fit', demo, '-o', join(locked, 'out')).code).toBe(4);
  });
});

describe('the measuring commands', () => {
  it('say which file is missing before they look for landmarks, which takes long', () => {
    const folder = temporaryFolder();
    const mesh = join(folder, 'mesh.obj');
    copyFileSync(join(demo, 'truth.obj'), mesh);
    const started = performance.now();
    for (const [args, message] of [
      [[join(folder, 'nowhere.obj')], /nowhere\.obj: the mesh must exist; received no such file/],
      [[join(folder, 'scan.step')], /scan\.step: the mesh must be one of \.obj, /],
      [[mesh, '--scan-landmarks', join(folder, 'nowhere.json')], /nowhere\.json: the file of landmarks must exist/],
    ] as const) {
      const { code, stderr } = runWarm('evaluate', mesh, ...args);
      expect(stderr).toMatch(message);
      expect(code).toBe(3);
    }
    expect(performance.now() - started).toBeLessThan(9000);
  });

  it('refuse to leave out a view that is not there, or one of two', () => {
    const out = join(temporaryFolder(), 'out');
    for (const [flags, message] of [
      [['--held-out', '7'], /--held-out: must be one of the views 0, 1, 2, 3, 4; received 7/],
      [['--held-out', '1', '--views', '0,2,3'], /--held-out: must be one of the views 0, 2, 3; received 1/],
      [['--held-out', '2', '--views', '0,2'], /--held-out: must leave views to fit, of 3 or more; received 2/],
    ] as const) {
      const { code, stderr } = runWarm('compare', demo, '-o', out, ...flags);
      expect(stderr).toMatch(message);
      expect(code).toBe(2);
      expect(existsSync(out)).toBe(false);
    }
  });
});

describe('usage', () => {
  it('explains itself and refuses unknown options', () => {
    const help = runCli('--help');
    expect(help.code).toBe(0);
    expect(help.stdout).toMatch(/Exit codes: 0 done/);
    expect(runCli('--version').stdout.trim()).toMatch(/^\d+\.\d+\.\d+$/);
    expect(runCli('fit').code).toBe(2);
    expect(runWarm('fit', demo, '-o', 'x', '--unknown').code).toBe(2);
    expect(runWarm('fit', demo, '-o', 'x', '--optimizer', 'magic').code).toBe(2);
    expect(runWarm('fit', demo, '-o', 'x', '--seed', '-1').code).toBe(2);
    expect(runWarm('fit', demo, '-o', 'x', '--threads', '0').code).toBe(2);
  });
});
