import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { AsmFitError } from '../../../errors.ts';
import { readInputFile } from '../../../files/input-file.ts';
import { writeWhole } from '../../../files/write-whole.ts';
import type { LocalComponents } from '../../network/encoder-weights.ts';

const MAX_BYTES = 2 ** 31;
const HINT = 'delete it to have the features taken again';

/** Name of what is made of some parts: other parts, another name. */
export function digestOf(parts: readonly (string | Uint8Array | Float32Array)[]): string {
  const hash = createHash('sha256');
  for (const part of parts)
    hash.update(typeof part === 'string' ? part : new Uint8Array(part.buffer, part.byteOffset, part.byteLength));
  return hash.digest('hex').slice(0, 16);
}

/**
 * Numbers that take long to find, from a file where they were found before.
 * @throws {AsmFitError} input: the file holds another number of them than whole `rows`
 */
async function stored(path: string, rows: number, find: () => Promise<Float32Array>): Promise<Float32Array> {
  if (!existsSync(path)) {
    const numbers = await find();
    writeWhole(path, new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength));
    return numbers;
  }
  return readNumbers(path, rows);
}

/** @throws {AsmFitError} input: the file is missing, or holds another number of them than whole `rows` */
function readNumbers(path: string, rows: number): Float32Array {
  const bytes = readInputFile(path, { what: 'file of features', maxBytes: MAX_BYTES });
  if (bytes.length % (4 * rows) !== 0)
    throw new AsmFitError('input', `${path}: must hold ${rows} whole rows; received ${bytes.length} bytes`, HINT);
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
}

/** File of a shard's rows, beside it. @param key of what they are made with */
export function rowsPath(shard: string, key: string): string {
  return shard.replace(/\.crops$/, `-${key}.rows`);
}

/** Inputs and base pose of a shard's crops, beside the shard. */
export async function storedRows(shard: string, key: string, find: () => Promise<Float32Array>): Promise<Float32Array> {
  return stored(rowsPath(shard, key), 1, find);
}

/** The same where they are known to lie there. @throws {AsmFitError} input: they do not */
export function readRows(shard: string, key: string): Float32Array {
  return readNumbers(rowsPath(shard, key), 1);
}

/** Local components of a set of crops, beside its first shard. @param key of the network and of the crops */
export async function storedComponents(
  shards: readonly string[],
  key: string,
  shape: Pick<LocalComponents, 'landmarks' | 'channels' | 'components'>,
  find: () => Promise<LocalComponents>,
): Promise<LocalComponents> {
  const path = join(dirname(shards[0]), `components-${key}.features`);
  const means = shape.landmarks.length * shape.channels;
  const numbers = await stored(path, means * (1 + shape.components), async () => {
    const { mean, basis } = await find();
    const all = new Float32Array(mean.length + basis.length);
    all.set(mean);
    all.set(basis, mean.length);
    return all;
  });
  return { ...shape, mean: numbers.slice(0, means), basis: numbers.slice(means, means * (1 + shape.components)) };
}
