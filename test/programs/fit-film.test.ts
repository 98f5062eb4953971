import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeAnimation } from '../helpers/pictures/film.ts';
import { runCli, temporaryFolder } from '../helpers/run-cli.ts';

describe('asm-fit fit on a film', () => {
  it('says which frames it has chosen, and leaves them as photographs', async () => {
    const folder = temporaryFolder();
    const film = await writeAnimation(join(folder, 'turn.gif'), [
      { wall: '#b0a898' },
      ...[4, 2, 0, 1, 3].map((view) => ({ view })),
    ]);
    const out = join(folder, 'out');
    const quick = [
      '--preset',
      'fast',
      '--no-segmentation',
      '--texture-size',
      '512',
      '--hair',
      'none',
      '--complete',
      'none',
    ];
    const result = runCli('fit', film, '-o', out, '--video-views', '3', ...quick);
    expect(result.stderr).toMatch(/^3 of 6 frames of turn\.gif: \d, \d, \d$/m);
    expect(result.code).toBe(0);
    const { capture, methods } = JSON.parse(readFileSync(join(out, 'fit.json'), 'utf8'));
    const { frames } = capture.film;
    expect(capture.film).toEqual({ file: 'turn.gif', frameCount: 6, looked: 6, frames });
    const names = frames.map((frame: number) => `turn_0000${frame}`);
    expect(capture.views.map(({ image }: { image: string }) => image)).toEqual(names);
    expect(methods.asm.views.map(({ image }: { image: string }) => image)).toEqual(names);
    for (const frame of frames) expect(existsSync(join(out, 'views', `0${frame}_photo.jpg`))).toBe(true);
    // One lens for all of them.
    expect(new Set(methods.asm.views.map(({ K }: { K: number[][] }) => K[0][0])).size).toBe(1);
  });
});
