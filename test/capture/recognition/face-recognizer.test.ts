import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { fetchRecognizer, RECOGNIZER_WEIGHTS } from '../../../scripts/recognition/fetch-network.ts';
import { unitPyramid } from '../../../src/capture/detection/crop.ts';
import { createLandmarkDetector } from '../../../src/capture/detection/detect-landmarks.ts';
import {
  embeddingDistance,
  loadFaceRecognizer,
  recognizerPath,
} from '../../../src/capture/recognition/face-recognizer.ts';
import { CHIP_SIDE, EMBEDDING_LENGTH, recognitionOnnx } from '../../../src/capture/recognition/recognition-graph.ts';
import { recognizeFaces } from '../../../src/capture/recognition/recognize-faces.ts';
import { loadImage } from '../../../src/image/load-image.ts';
import { openNetwork } from '../../../src/onnx/open-network.ts';
import { DEMO } from '../../helpers/folders.ts';

/** A picture of waves [3, S, S] in 0..1, in whole 255ths. */
function waves(): Float32Array {
  const out = new Float32Array(3 * CHIP_SIDE ** 2);
  for (let c = 0; c < 3; c++)
    for (let y = 0; y < CHIP_SIDE; y++)
      for (let x = 0; x < CHIP_SIDE; x++) {
        const wave = Math.sin(0.05 * x * (c + 1) + 0.08 * y) * Math.cos(0.03 * y - 0.02 * x * c);
        out[(c * CHIP_SIDE + y) * CHIP_SIDE + x] = Math.round(255 * (0.5 + 0.4 * wave)) / 255;
      }
  return out;
}

const recognizer = await loadFaceRecognizer();
const detector = await createLandmarkDetector();
afterAll(() => recognizer.close());

describe('the face recogniser', () => {
  it('says of a picture what face-api says of it', async () => {
    const network = await openNetwork(readFileSync(recognizerPath()), { optimization: 'all', arena: 'freed' });
    const { embedding } = await network.run({ chip: { data: waves(), dims: [1, 3, CHIP_SIDE, CHIP_SIDE] } });
    await network.close();
    // face-api 1.7.15 on TensorFlow.js, fed so that its colours are divided by dlib's 256 and not by its own 255.
    const path = join(import.meta.dirname, 'face-api-embedding.json');
    const expected: number[] = JSON.parse(readFileSync(path, 'utf8'));
    expect(embedding).toHaveLength(EMBEDDING_LENGTH);
    for (const [k, value] of expected.entries()) expect(Math.abs(embedding[k] - value)).toBeLessThan(1e-4);
  });

  const missing = existsSync(RECOGNIZER_WEIGHTS) ? '' : ' (needs npm run data:recognition once)';
  it.skipIf(missing !== '')(`ships as it is converted${missing}`, () => {
    expect(Buffer.compare(recognitionOnnx(fetchRecognizer()), readFileSync(recognizerPath()))).toBe(0);
  });

  it('knows a face in other views, and in the mirror', async () => {
    const pictures = await Promise.all(['00', '01', '02'].map((name) => loadImage(join(DEMO, 'views', `${name}.jpg`))));
    const faces = [];
    for (const { image } of pictures) faces.push(await recognizeFaces(detector, recognizer, image));
    expect(faces.map(({ length }) => length)).toEqual([1, 1, 1]);
    const [first, ...others] = faces.map(([face]) => face.embedding);
    for (const other of others) expect(embeddingDistance(first, other)).toBeLessThan(0.45);
    const { width, height, data } = pictures[0].image;
    const mirrored = Uint8Array.from(data);
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++)
        for (let c = 0; c < 3; c++) mirrored[3 * (y * width + x) + c] = data[3 * (y * width + width - 1 - x) + c];
    const [face] = await recognizeFaces(detector, recognizer, { width, height, data: mirrored });
    expect(embeddingDistance(first, face.embedding)).toBeLessThan(0.1);
  });

  it('gives the mean of a picture and its mirror image: no side counts more', async () => {
    const { image } = await loadImage(join(DEMO, 'views', '00.jpg'));
    const pyramid = unitPyramid(image);
    const face = await detector.detect(image);
    const points = face?.points ?? new Float64Array();
    const [once, again] = [await recognizer.embed(pyramid, points), await recognizer.embed(pyramid, points)];
    expect(again).toEqual(once);
    expect(Math.hypot(...once)).toBeGreaterThan(1);
  });
});
