import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SEGMENTATION_TFLITE } from '../../../scripts/segmentation/fetch-network.ts';
import { BODY_SKIN, CLASS_COUNT, FACE_SKIN, HAIR } from '../../../src/capture/segmentation/classes.ts';
import { likeliest } from '../../../src/capture/segmentation/head-component.ts';
import {
  asOnePerson,
  type HeadSegmentation,
  segmentHead,
  showsFace,
} from '../../../src/capture/segmentation/segment-head.ts';
import { loadSegmenter, NETWORK_SHA256, segmentationNetworkPath } from '../../../src/capture/segmentation/segmenter.ts';
import { loadImage } from '../../../src/image/load-image.ts';
import { readTflite } from '../../../src/onnx/tflite/tflite.ts';
import { convertTfliteToHalfOnnx } from '../../../src/onnx/tflite/tflite-to-onnx.ts';
import { DEMO } from '../../helpers/folders.ts';

const { image } = await loadImage(join(DEMO, 'views', '00.jpg'));
/** The demo is bald, before a grey wall, about in the middle of its picture. */
const segmenter = await loadSegmenter();

function shareOf({ map }: HeadSegmentation, classes: readonly number[]): number {
  const labels = likeliest(map.probabilities);
  return labels.filter((label) => classes.includes(label)).length / labels.length;
}

describe('the network', () => {
  it('that ships has its checksum', () => {
    const sum = createHash('sha256').update(readFileSync(segmentationNetworkPath())).digest('hex');
    expect(sum).toBe(NETWORK_SHA256);
  });

  const missing = existsSync(SEGMENTATION_TFLITE) ? '' : ' (needs npm run data:segmentation once)';
  it.skipIf(missing !== '')(`is what its converter makes of MediaPipe’s, byte for byte${missing}`, () => {
    const bytes = convertTfliteToHalfOnnx(readTflite(readFileSync(SEGMENTATION_TFLITE)));
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(NETWORK_SHA256);
  });
});

describe('a head in a photograph', () => {
  it('is skin where nobody has hair, and the wall is not', async () => {
    const [head] = asOnePerson([await segmentHead(segmenter, { image, face: null })]);
    const skin = shareOf(head, [FACE_SKIN, BODY_SKIN]);
    expect(skin).toBeGreaterThan(0.2);
    expect(skin).toBeLessThan(0.6);
    expect(shareOf(head, [1])).toBe(0);
    const labels = likeliest(head.map.probabilities);
    expect(labels[0]).toBe(0);
    expect(labels[128 * 256 + 128]).toBe(FACE_SKIN);
  });

  it('shows a face; a wall, and the back of a head, show none', async () => {
    const [head] = asOnePerson([await segmentHead(segmenter, { image, face: null })]);
    expect(showsFace(head)).toBe(true);
    const wall = { ...image, data: image.data.map((_, i) => [120, 110, 100][i % 3]) };
    expect(showsFace((await segmentHead(segmenter, { image: wall, face: null })).head)).toBe(false);
    const { crop, map } = head;
    const probabilities = map.probabilities.slice();
    for (let i = 0; i < probabilities.length; i += CLASS_COUNT) {
      probabilities[i + HAIR] += probabilities[i + FACE_SKIN];
      probabilities[i + FACE_SKIN] = 0;
    }
    expect(showsFace({ crop, map: { ...map, probabilities } })).toBe(false);
  });

  it('is the same head in the dark', async () => {
    const { width, height, data } = image;
    const points = Float64Array.from({ length: 2 * 468 }, (_, i) =>
      i % 2 === 0 ? width * (0.4 + (0.2 * (i % 13)) / 13) : height * (0.4 + (0.2 * (i % 7)) / 7),
    );
    points.set([0.5 * width, 0.5 * height], 2);
    points.set([0.45 * width, 0.47 * height], 2 * 33);
    points.set([0.55 * width, 0.47 * height], 2 * 263);
    const face = { scheme: 'mediapipe468', points } as const;
    const dark = { width, height, data: data.map((x) => x * 0.3) };
    const [light, shade] = asOnePerson([
      await segmentHead(segmenter, { image, face }),
      await segmentHead(segmenter, { image: dark, face }),
    ]);
    const [a, b] = [light, shade].map(({ map }) => likeliest(map.probabilities));
    const differ = a.filter((label, k) => (label === 0) !== (b[k] === 0)).length;
    expect(differ / a.length).toBeLessThan(0.02);
  });
});
