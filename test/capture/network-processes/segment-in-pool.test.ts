import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openNetworkPool } from '../../../src/capture/network-processes/network-pool.ts';
import { segmentIn } from '../../../src/capture/network-processes/segment-in-pool.ts';
import { loadImage } from '../../../src/image/load-image.ts';
import { childrenEnd } from '../../helpers/child-processes.ts';
import { DEMO } from '../../helpers/folders.ts';

const photos = await Promise.all(
  ['00', '01', '02'].map(async (name) => ({
    image: (await loadImage(join(DEMO, 'views', `${name}.jpg`))).image,
    face: null,
  })),
);

describe('photographs that are told apart', () => {
  const [here, there] = [openNetworkPool(1), openNetworkPool(2)];
  afterAll(() => there.close());

  it('are the same in processes and in this thread, in their order', async () => {
    let done = 0;
    const sharing = { onDone: () => done++, signal: undefined };
    const [own, others] = [await segmentIn(here, photos, sharing), await segmentIn(there, photos, sharing)];
    expect(done).toBe(6);
    expect(others).toEqual(own);
    expect(own[0].map.probabilities).not.toEqual(own[1].map.probabilities);
  });

  it('end with their processes where the signal fires', async () => {
    const controller = new AbortController();
    const reason = new Error('enough');
    const sharing = { onDone: () => controller.abort(reason), signal: controller.signal };
    await expect(segmentIn(there, photos, sharing)).rejects.toBe(reason);
    expect(await childrenEnd()).toBe(true);
  });
});
