import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createLandmarkDetector } from '../../src/capture/detection/detect-landmarks.ts';
import { loadFaceRecognizer } from '../../src/capture/recognition/face-recognizer.ts';
import { recognizeFaces } from '../../src/capture/recognition/recognize-faces.ts';
import { createMorphableDecoder, decodeNeutral } from '../../src/deca/decode/morphable-decoder.ts';
import { encoderPath, loadEncoder } from '../../src/deca/encoder.ts';
import { createMirrorCodes } from '../../src/deca/mirror-codes.ts';
import { encodePhoto } from '../../src/deca/view-codes.ts';
import { readObjVertices } from '../../src/evaluation/read-obj.ts';
import { alignSimilarity, applySimilarity } from '../../src/geometry/similarity.ts';
import { regionVertices } from '../../src/head/head-model.ts';
import { loadPeoplesHead } from '../../src/head/load-head.ts';
import { loadImage } from '../../src/image/load-image.ts';
import { DEMO } from '../helpers/folders.ts';

const decoder = createMorphableDecoder(loadPeoplesHead());
const mirror = createMirrorCodes(decoder);
const encoder = await loadEncoder(decoder);
const alone = await loadEncoder(decoder, { encoder: encoderPath(), identity: null });
const recognizer = await loadFaceRecognizer();
afterAll(() => Promise.all([encoder.close(), alone.close(), recognizer.close()]));

const { image } = await loadImage(join(DEMO, 'views', '00.jpg'));
const [face] = await recognizeFaces(await createLandmarkDetector(), recognizer, image);

describe('the shape of a photograph', () => {
  it('is the same whoever asks the recogniser', async () => {
    const told = await encodePhoto(encoder, mirror, image, face);
    const asked = await encodePhoto(encoder, mirror, image, { points: face.points, embedding: null });
    expect(asked.codes).toEqual(told.codes);
  });

  it('goes by the embedding, and nothing else does', async () => {
    const both = await encodePhoto(encoder, mirror, image, face);
    const own = await encodePhoto(alone, mirror, image, face);
    expect(both.codes.shape).not.toEqual(own.codes.shape);
    expect({ ...both.codes, shape: null }).toEqual({ ...own.codes, shape: null });
    const other = await encodePhoto(encoder, mirror, image, {
      points: face.points,
      embedding: face.embedding.map((x) => -x),
    });
    expect(other.codes.shape).not.toEqual(both.codes.shape);
  });

  it('is nearer to who is photographed than the mean of people', async () => {
    const truth = readObjVertices(readFileSync(join(DEMO, 'truth.obj'), 'utf8'));
    const inFace = regionVertices(decoder.head, 'face');
    const onFace = (positions: ArrayLike<number>): Float64Array =>
      Float64Array.from(inFace.flatMap((v) => [positions[3 * v], positions[3 * v + 1], positions[3 * v + 2]]));
    const error = (shape: Float64Array): number => {
      const [mesh, target] = [onFace(decodeNeutral(decoder, shape)), onFace(truth)];
      const placed = applySimilarity(alignSimilarity(mesh, target), mesh);
      let sum = 0;
      for (let i = 0; i < mesh.length; i += 3)
        sum += Math.hypot(...[0, 1, 2].map((k) => placed[i + k] - target[i + k]));
      return sum / inFace.length;
    };
    const { codes } = await encodePhoto(encoder, mirror, image, face);
    expect(error(codes.shape)).toBeLessThan(0.9 * error(new Float64Array(codes.shape.length)));
  });
});
