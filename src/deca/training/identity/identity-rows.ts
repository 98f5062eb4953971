import { existsSync } from 'node:fs';
import { type CodeSizes, codeLength } from '../../codes.ts';
import { readRows, rowsPath } from '../features/stored-features.ts';
import { inProcesses } from '../in-processes.ts';
import { readTruth } from '../training-set.ts';
import type { IdentityRequest } from './identity-worker.ts';
import { answersKey } from './shard-answers.ts';

/** What the encoder and the recogniser say of crops, and the true shapes. */
export interface IdentityRows {
  readonly count: number;
  /** The encoder's shapes and the embeddings [count, S + 128]. */
  readonly answers: Float32Array;
  /** [count, S] */
  readonly shapes: Float32Array;
}

/** Whoever runs the networks over crops, and is told of it. */
interface IdentityWork {
  readonly sizes: CodeSizes;
  readonly processes: number;
  onShard(done: number, of: number): void;
}

/**
 * Asks both networks about the shards' crops; what they say of a shard is kept beside it.
 * @param shards files of crops
 */
export async function identityRows(
  shards: readonly string[],
  { sizes, processes, onShard }: IdentityWork,
): Promise<IdentityRows> {
  const key = answersKey();
  const missing = shards.filter((path) => !existsSync(rowsPath(path, key)));
  let done = shards.length - missing.length;
  const requests = missing.map((path): IdentityRequest => ({ path }));
  await inProcesses({ script: 'program/deca/training/identity/identity-worker.js', processes }, requests, () =>
    onShard(++done, shards.length),
  );
  const answers: number[] = [];
  const shapes: number[] = [];
  for (const path of shards) {
    for (const x of readRows(path, key)) answers.push(x);
    const truth = readTruth(path, codeLength(sizes));
    const width = truth.truth.length / truth.count;
    for (let row = 0; row < truth.count; row++)
      for (let k = 0; k < sizes.shape; k++) shapes.push(truth.truth[row * width + k]);
  }
  return { count: shapes.length / sizes.shape, answers: Float32Array.from(answers), shapes: Float32Array.from(shapes) };
}
