import type { LocalComponents } from '../network/encoder-weights.ts';
import { BASE_LENGTH, type InputMaker, rowsKey, shardRows } from './features/shard-features.ts';
import { readTruth } from './training-set.ts';

/** What training reads of the rendered crops, all in memory. */
export interface EncoderRows {
  readonly count: number;
  readonly inputCount: number;
  readonly codeCount: number;
  /** [count, I] */
  readonly inputs: Float32Array;
  /** Axis-angle and scaled orthography that come with the inputs [count, 6]. */
  readonly base: Float32Array;
  /** [count, C] */
  readonly codes: Float32Array;
  /** x of all landmarks of the loss, then y [count, 2 P]. */
  readonly landmarks: Float32Array;
  readonly local: LocalComponents;
}

/** What is known of a rendered crop: its codes, and where the loss's landmarks lie [P]. */
export interface CropTruth {
  readonly codeCount: number;
  readonly landmarks: readonly number[];
}

/** Inputs and truth of all shards' crops. @param maker what the rows beside the shards were made with */
export async function readEncoderRows(
  shards: readonly string[],
  maker: InputMaker,
  { codeCount, landmarks }: CropTruth,
): Promise<EncoderRows> {
  const key = rowsKey(maker);
  const truths = shards.map((path) => readTruth(path, codeCount));
  const count = truths.reduce((sum, shard) => sum + shard.count, 0);
  const base = new Float32Array(count * BASE_LENGTH);
  const codes = new Float32Array(count * codeCount);
  const places = new Float32Array(count * 2 * landmarks.length);
  let inputs = new Float32Array(0);
  let inputCount = 0;
  let at = 0;
  for (const [s, { truth, count: crops }] of truths.entries()) {
    const rows = await shardRows(shards[s], maker, key);
    const length = rows.length / crops;
    if (s === 0) {
      inputCount = length - BASE_LENGTH;
      inputs = new Float32Array(count * inputCount);
    }
    const width = truth.length / crops;
    for (let row = 0; row < crops; row++, at++) {
      const inner = rows.subarray(row * length, (row + 1) * length);
      inputs.set(inner.subarray(0, inputCount), at * inputCount);
      base.set(inner.subarray(inputCount), at * BASE_LENGTH);
      codes.set(truth.subarray(row * width, row * width + codeCount), at * codeCount);
      let place = at * 2 * landmarks.length;
      for (const axis of [0, 1])
        for (const l of landmarks) places[place++] = truth[row * width + codeCount + 2 * l + axis];
    }
  }
  return { count, inputCount, codeCount, inputs, base, codes, landmarks: places, local: maker.local };
}
