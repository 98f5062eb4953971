import { spawnSync } from 'node:child_process';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openFilm } from '../../../src/capture/frames/film.ts';
import { MAX_LOOKS } from '../../../src/capture/frames/look-through-film.ts';
import { videoLength } from '../../../src/capture/frames/video-length.ts';
import { loadCapture } from '../../../src/capture/load-capture.ts';
import { openNetworkPool } from '../../../src/capture/network-processes/network-pool.ts';
import { FILM_SIDE, type Scene, writeAnimation, writeVideo } from '../../helpers/pictures/film.ts';
import { temporaryFolder } from '../../helpers/run-cli.ts';

const ffmpeg = spawnSync('ffmpeg', ['-version']).error === undefined;

/** From side to side, each side once sharp and once blurred; a wall before and behind. */
const TURN: readonly Scene[] = [
  { wall: '#b0a898' },
  ...[4, 2, 0, 1, 3].flatMap((view): Scene[] => [{ view, blur: 2 }, { view }]),
  { wall: '#b0a898' },
];
const SHARP = [2, 4, 6, 8, 10];

describe('views of an animation', () => {
  it.each(['turn.gif', 'turn.webp'])('are the sharp frames of all sides: %s', async (name) => {
    const folder = temporaryFolder();
    const path = await writeAnimation(join(folder, name), TURN);
    let expected = 0;
    const done: number[] = [];
    const looking = {
      pool: openNetworkPool(1),
      onFrames: (n: number) => (expected = n),
      onFrame: (n: number) => done.push(n),
    };
    const capture = await loadCapture(path, { looking });
    expect(capture.film).toEqual({ file: name, frameCount: 12, looked: 12, frames: SHARP });
    expect(capture.views.map((view) => view.name)).toEqual(SHARP.map((n) => `turn_${String(n).padStart(5, '0')}`));
    expect(capture.views.map((view) => view.index)).toEqual(SHARP);
    expect(new Set(capture.views.map((view) => view.cameraKey)).size).toBe(1);
    expect(capture.views.every(({ lensKnown, camera }) => lensKnown && camera === null)).toBe(true);
    expect(capture.views[0].image).toMatchObject({ width: FILM_SIDE, height: FILM_SIDE });
    expect([expected, done.at(-1), done.length]).toEqual([12, 12, 12]);
    expect(capture.warnings).toEqual([
      expect.stringMatching(/8 views were wanted, and the head shows 5 sides: it turns by \d+/),
    ]);
    // The folder is the film where nothing else lies in it; fewer may be asked for.
    const fewer = await loadCapture(folder, { videoViews: 3 });
    expect(fewer.film?.frames.length).toBe(3);
    expect(fewer.film?.frames.filter((frame) => !SHARP.includes(frame))).toEqual([]);
    expect(fewer.warnings).toEqual([]);
  });

  it('are those that are named, with nobody looking', async () => {
    const path = await writeAnimation(join(temporaryFolder(), 'my turn.v2.gif'), TURN);
    const points = Array.from({ length: 68 }, (_, i) => [60 + i, 80 + i]);
    writeFileSync(join(path, '..', 'my_turn_v2_00003.landmarks.json'), JSON.stringify(points));
    const capture = await loadCapture(path, { views: [9, 0, 3] });
    expect(capture.views.map(({ landmarks }) => landmarks?.source ?? null)).toEqual([null, 'file', null]);
    await expect(loadCapture(path, { signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow('enough');
    expect(capture.film).toEqual({ file: 'my turn.v2.gif', frameCount: 12, looked: 0, frames: [0, 3, 9] });
    expect(capture.views.map(({ name }) => name)).toEqual(['my_turn_v2_00000', 'my_turn_v2_00003', 'my_turn_v2_00009']);
    expect(capture.views[0].image.data[0]).toBeGreaterThan(160);
    await expect(loadCapture(path, { views: [12] })).rejects.toThrow(/must lie in 0\.\.11; received 12/);
  });

  it('without a face are none', async () => {
    const path = await writeAnimation(join(temporaryFolder(), 'wall.gif'), [{ wall: '#b0a898' }, { wall: '#506070' }]);
    await expect(loadCapture(path)).rejects.toMatchObject({
      kind: 'no_face',
      message: expect.stringMatching(/wall\.gif: .* received 2 frames without, of 2/),
    });
  });

  it('of one picture are a photograph, and damaged ones are refused', async () => {
    const folder = temporaryFolder();
    const still = await writeAnimation(join(folder, 'still.webp'), [{ view: 0 }]);
    expect((await loadCapture(still)).film).toBe(null);
    const path = await writeAnimation(join(folder, 'turn.webp'), TURN);
    writeFileSync(path, readFileSync(path).subarray(0, 9000));
    await expect(loadCapture(path)).rejects.toThrow(/turn\.webp: the image must decode/);
    writeFileSync(join(folder, 'empty.gif'), '');
    await expect(loadCapture(join(folder, 'empty.gif'))).rejects.toThrow(/must not be empty/);
  });
});

describe.skipIf(!ffmpeg)(`views of a video${ffmpeg ? '' : ' (skipped: no ffmpeg)'}`, () => {
  it('are the sharp frames of all sides, whatever the container', async () => {
    for (const [name, args] of [
      ['turn.mp4', ['-c:v', 'libx264', '-crf', '18', '-bf', '2']],
      ['turn.mkv', ['-c:v', 'mpeg4', '-q:v', '3']],
    ] as const) {
      const path = await writeVideo(join(temporaryFolder(), name), TURN, args);
      expect(await videoLength(path)).toBe(12);
      const capture = await loadCapture(path);
      expect({ name, film: capture.film }).toEqual({
        name,
        film: { file: name, frameCount: 12, looked: 12, frames: SHARP },
      });
    }
  });

  it('of a long film are looked for in even steps', async () => {
    const scenes = Array.from({ length: 130 }, (_, i): Scene => (i < 10 ? { view: 0 } : { wall: '#b0a898' }));
    const path = await writeVideo(join(temporaryFolder(), 'long.mp4'), scenes, ['-c:v', 'libx264', '-crf', '30']);
    let expected = 0;
    const looking = { pool: openNetworkPool(2), onFrames: (n: number) => (expected = n) };
    try {
      const { film } = await loadCapture(path, { looking });
      expect(film).toMatchObject({ frameCount: 130, looked: 65 });
      expect(film?.looked).toBeLessThanOrEqual(MAX_LOOKS);
      expect(expected).toBe(65);
      expect((film?.frames[0] ?? 1) % 2).toBe(0);
    } finally {
      looking.pool.close();
    }
  });

  it('that is damaged, no video, or has no ffmpeg is refused', async () => {
    const folder = temporaryFolder();
    const path = await writeVideo(join(folder, 'turn.mp4'), TURN, ['-c:v', 'libx264']);
    writeFileSync(join(folder, 'cut.mp4'), readFileSync(path).subarray(0, 2000));
    await expect(loadCapture(join(folder, 'cut.mp4'))).rejects.toThrow(/cut\.mp4: the video must decode; received "/);
    copyFileSync(await writeAnimation(join(folder, 'turn.gif'), TURN), join(folder, 'gif.mp4'));
    await expect(openFilm(join(folder, 'gif.mp4'))).rejects.toThrow(/received neither MP4/);
    const search = process.env.PATH;
    process.env.PATH = temporaryFolder();
    try {
      await expect(loadCapture(path)).rejects.toThrow(/a video needs ffmpeg on the path; received none/);
    } finally {
      process.env.PATH = search;
    }
  });
});
