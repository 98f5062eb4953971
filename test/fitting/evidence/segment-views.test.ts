import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openNetworkPool } from '../../../src/capture/network-processes/network-pool.ts';
import { FACE_SKIN } from '../../../src/capture/segmentation/classes.ts';
import type { ObservedView } from '../../../src/fitting/evidence/observe-views.ts';
import { segmentViews } from '../../../src/fitting/evidence/segment-views.ts';
import type { ByteImage } from '../../../src/image/image.ts';
import { loadImage } from '../../../src/image/load-image.ts';
import { DEMO } from '../../helpers/folders.ts';
import { plainView } from '../../helpers/plain-view.ts';

const { image } = await loadImage(join(DEMO, 'views', '00.jpg'));
const wall: ByteImage = { ...image, data: image.data.map((_, i) => [120, 110, 100][i % 3]) };

/** A view in which no face was found. */
function faceless(index: number, picture: ByteImage, labels: Uint8Array | null = null): ObservedView {
  const view = { ...plainView(index, picture), labels };
  return {
    view,
    observation: null,
    presence: 0,
    detectorConfidence: null,
    embedding: null,
    stranger: false,
    segmentation: null,
  };
}

describe('views in which no face was found', () => {
  it('are told apart where they show one, or their label image says what is what', async () => {
    const labels = new Uint8Array(image.width * image.height).fill(FACE_SKIN);
    const pool = openNetworkPool(1);
    const done: number[] = [];
    const unused = [faceless(0, image), faceless(1, wall), faceless(2, wall, labels)];
    const looked = await segmentViews({ used: [], unused, warnings: ['dark'] }, pool, {
      onView: (count) => done.push(count),
      signal: new AbortController().signal,
    });
    pool.close();
    expect(looked.unused.map(({ segmentation }) => segmentation?.kind ?? null)).toEqual(['network', null, 'image']);
    expect(looked.used).toEqual([]);
    expect(looked.warnings).toEqual(['dark']);
    expect(done).toEqual([1, 2]);
  });
});
