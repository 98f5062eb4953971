import { existsSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { runWarm } from '../helpers/program/warm-program.ts';
import { type Said, temporaryFolder } from '../helpers/run-cli.ts';

const views = join(import.meta.dirname, '..', '..', 'data', 'demo', 'views');
const photo = join(views, '00.jpg');

/** On one thread: networks that stay loaded, no processes. */
function decaWarm(...args: string[]): Said {
  return runWarm(...args, '--threads', '1');
}

async function greyPicture(): Promise<string> {
  const path = join(temporaryFolder(), 'grey.png');
  await sharp({ create: { width: 300, height: 300, channels: 3, background: '#777777' } })
    .png()
    .toFile(path);
  return path;
}

// What they come to: test/programs/reconstruct.test.ts and expressions.test.ts.
describe('without a face', () => {
  it.each([['reconstruct'], ['transfer'], ['animate']])(
    '%s says so and writes nothing',
    async (command) => {
      const picture = await greyPicture();
      const out = join(temporaryFolder(), 'out');
      const flags =
        { reconstruct: [], transfer: ['--expression', photo], animate: ['--expressions', picture] }[command] ?? [];
      const run = decaWarm(command, picture, ...flags, '-o', out);
      expect(run.stderr).toMatch(/^error: .*must show a face; received/m);
      expect(run.stderr).toMatch(/^hint: /m);
      expect(run.code).toBe(5);
      expect(existsSync(out)).toBe(false);
    },
    60_000,
  );

  it.each([
    ['a missing picture', ['/nowhere.jpg'], /the picture must exist/],
    ['an empty folder', [temporaryFolder()], /the folder must hold pictures; received none/],
  ])('%s is refused', (_, paths, message) => {
    const run = runWarm('reconstruct', ...paths, '-o', join(temporaryFolder(), 'out'));
    expect(run.stderr).toMatch(message);
    expect(run.code).toBe(3);
  });
});
