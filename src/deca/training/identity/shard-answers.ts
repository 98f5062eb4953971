import { readFileSync } from 'node:fs';
import { buildPyramid, channelsLast } from '../../../capture/detection/crop.ts';
import { recognizerPath } from '../../../capture/recognition/face-recognizer.ts';
import { EMBEDDING_LENGTH } from '../../../capture/recognition/recognition-graph.ts';
import { type CodeSizes, codeLength } from '../../codes.ts';
import { type Encoder, encoderPath } from '../../encoder.ts';
import { ENCODER_INPUT } from '../../network/feature-graph.ts';
import { digestOf, storedRows } from '../features/stored-features.ts';
import { cropPlanes, readCrops, readTruth, type ShardTruth } from '../training-set.ts';

const LANDMARKS = 468;

/** What is said of a shard's crops [count, S + 128]; kept beside the shard. */
export function shardAnswers(path: string, encoder: Encoder, sizes: CodeSizes): Promise<Float32Array> {
  return storedRows(path, answersKey(), async () => {
    const { crops, count } = readCrops(path);
    const truth = readTruth(path, codeLength(sizes));
    const width = sizes.shape + EMBEDDING_LENGTH;
    const rows = new Float32Array(count * width);
    for (let row = 0; row < count; row++) {
      const planes = cropPlanes(crops, row);
      const { codes } = await encoder.encode(planes);
      rows.set(codes.shape, row * width);
      const image = { width: ENCODER_INPUT, height: ENCODER_INPUT, channels: 3, data: channelsLast(planes) };
      const embedding = await encoder.embed(buildPyramid(image), landmarksOf(truth, row, codeLength(sizes)));
      rows.set(embedding, row * width + sizes.shape);
    }
    return rows;
  });
}

/** Names rows by the networks that they are made with. */
export function answersKey(): string {
  return digestOf([encoderPath(), recognizerPath()].map((path) => readFileSync(path)));
}

/** A crop's true landmarks [468, 2] in its pixels. */
function landmarksOf({ truth, count }: ShardTruth, row: number, codeCount: number): Float64Array {
  const start = (row * truth.length) / count + codeCount;
  return Float64Array.from({ length: 2 * LANDMARKS }, (_, k) => {
    const x = truth[start + k];
    return ((1 + (k % 2 === 0 ? x : -x)) * ENCODER_INPUT) / 2;
  });
}
