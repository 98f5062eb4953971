import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { detectLandmarks } from '../../../src/capture/network-processes/detect-in-pool.ts';
import { loadImage } from '../../../src/image/load-image.ts';
import { childrenEnd, hasChildren } from '../../helpers/child-processes.ts';
import { DEMO } from '../../helpers/folders.ts';

const { image } = await loadImage(join(DEMO, 'views', '00.jpg'));
const pictures = Array.from({ length: 6 }, () => image);
const reason = new Error('enough');

describe('the search for landmarks', () => {
  it('is ended by a signal at once, whatever its processes do', async () => {
    const controller = new AbortController();
    let done = 0;
    // Before a process that starts can have answered.
    setTimeout(() => controller.abort(reason), 50);
    const search = detectLandmarks(pictures, 2, () => done++, controller.signal);
    await expect(search).rejects.toBe(reason);
    expect(done).toBe(0);
    expect(await childrenEnd()).toBe(true);
  });

  it.each([1, 2])('on %i processes goes on to no other picture', async (processes) => {
    const controller = new AbortController();
    let done = 0;
    const onDone = (): void => {
      done++;
      controller.abort(reason);
    };
    await expect(detectLandmarks(pictures, processes, onDone, controller.signal)).rejects.toBe(reason);
    expect(done).toBeLessThanOrEqual(processes);
    expect(await childrenEnd()).toBe(true);
  });

  it('does not start for a signal that has fired', async () => {
    const never = (): void => expect.unreachable();
    await expect(detectLandmarks(pictures, 2, never, AbortSignal.abort(reason))).rejects.toBe(reason);
    await expect(detectLandmarks([], 2, never, AbortSignal.abort(reason))).rejects.toBe(reason);
    expect(hasChildren()).toBe(false);
  });

  it('ends with all its processes where its listener throws', async () => {
    const onDone = (): void => {
      throw reason;
    };
    await expect(detectLandmarks(pictures, 2, onDone)).rejects.toBe(reason);
    expect(await childrenEnd()).toBe(true);
  });
});
