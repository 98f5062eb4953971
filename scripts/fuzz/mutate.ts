import type { Random } from '../../src/geometry/random.ts';

/** Numbers at the edges of the types that hold them. */
const EDGES = [
  0,
  1,
  2,
  3,
  127,
  128,
  255,
  256,
  32767,
  32768,
  65535,
  2 ** 24,
  2 ** 31 - 1,
  2 ** 31,
  2 ** 32 - 2,
  2 ** 32 - 1,
];
const WIDE_EDGES = [-1n, -(2n ** 63n), 2n ** 63n - 1n, 2n ** 53n, 2n ** 32n, 2n ** 40n + 1n];
const TEXT_NUMBERS = [
  ...[
    '0',
    '-0',
    '-1',
    '1',
    '2',
    '3',
    '4',
    '7',
    '0.5',
    '-1.5',
    '1e9',
    '1e308',
    '1e400',
    '-1e400',
    'NaN',
    'nan',
    'Infinity',
    '-inf',
  ],
  ...['255', '256', '65536', '2147483647', '2147483648', '-2147483649', '4294967295', '4294967296', '9007199254740993'],
  ...['99999999999999999999999', '0x10', '1e', '1.2.3', '', 'null', 'true', '[]', '{}', '"a"'],
];
const MAX_LENGTH = 2 ** 20;
const MOST_CHANGES = 6;

type Mutation = (bytes: Buffer, random: Random, seeds: readonly Uint8Array[]) => Buffer;

const below = (random: Random, count: number): number => Math.floor(random.uniform() * count);
const oneOf = <T>(random: Random, items: readonly T[]): T => items[below(random, items.length)];

/** Short runs are likelier than long ones. */
function run(random: Random, length: number): { start: number; end: number } {
  const start = below(random, length + 1);
  return { start, end: Math.min(length, start + Math.floor(length ** random.uniform())) };
}

const flipBit: Mutation = (bytes, random) => {
  if (bytes.length > 0) bytes[below(random, bytes.length)] ^= 1 << below(random, 8);
  return bytes;
};

const setByte: Mutation = (bytes, random) => {
  if (bytes.length > 0)
    bytes[below(random, bytes.length)] = random.uniform() < 0.5 ? oneOf(random, EDGES) & 255 : below(random, 256);
  return bytes;
};

/** A 16-, 32- or 64-bit field, either byte first. */
const setField: Mutation = (bytes, random) => {
  const size = oneOf(random, [2, 4, 4, 4, 8]);
  if (bytes.length < size) return bytes;
  const at = below(random, bytes.length - size + 1);
  const big = random.uniform() < 0.25;
  if (size === 8) {
    const value = BigInt.asUintN(64, oneOf(random, WIDE_EDGES));
    if (big) bytes.writeBigUInt64BE(value, at);
    else bytes.writeBigUInt64LE(value, at);
    return bytes;
  }
  // What stands there, a little more or less, is as telling as an edge.
  const old = size === 2 ? bytes.readUInt16LE(at) : bytes.readUInt32LE(at);
  const value = random.uniform() < 0.3 ? old + oneOf(random, [-1, 1, 2, 16]) : oneOf(random, EDGES);
  const bits = size === 2 ? value & 0xffff : value >>> 0;
  if (size === 2 && big) bytes.writeUInt16BE(bits, at);
  else if (size === 2) bytes.writeUInt16LE(bits, at);
  else if (big) bytes.writeUInt32BE(bits, at);
  else bytes.writeUInt32LE(bits, at);
  return bytes;
};

const truncate: Mutation = (bytes, random) => bytes.subarray(0, below(random, bytes.length + 1));

const remove: Mutation = (bytes, random) => {
  const { start, end } = run(random, bytes.length);
  return Buffer.concat([bytes.subarray(0, start), bytes.subarray(end)]);
};

/** A piece once more, at its place or elsewhere. */
const repeat: Mutation = (bytes, random) => {
  const { start, end } = run(random, bytes.length);
  const at = below(random, bytes.length + 1);
  const times = random.uniform() < 0.1 ? 50 : 1;
  const piece = bytes.subarray(start, end);
  return Buffer.concat([bytes.subarray(0, at), ...new Array<Buffer>(times).fill(piece), bytes.subarray(at)]);
};

const swap: Mutation = (bytes, random) => {
  const { start, end } = run(random, bytes.length);
  const middle = start + below(random, end - start + 1);
  return Buffer.concat([
    bytes.subarray(0, start),
    bytes.subarray(middle, end),
    bytes.subarray(start, middle),
    bytes.subarray(end),
  ]);
};

/** A piece of another seed in the place of one's own. */
const splice: Mutation = (bytes, random, seeds) => {
  const other = Buffer.from(oneOf(random, seeds));
  const from = run(random, other.length);
  const { start, end } = run(random, bytes.length);
  const rest = random.uniform() < 0.5 ? bytes.subarray(end) : bytes.subarray(start);
  return Buffer.concat([bytes.subarray(0, start), other.subarray(from.start, from.end), rest]);
};

const insertBytes: Mutation = (bytes, random) => {
  const at = below(random, bytes.length + 1);
  const extra = Buffer.from(Array.from({ length: 1 + below(random, 8) }, () => below(random, 256)));
  return Buffer.concat([bytes.subarray(0, at), extra, bytes.subarray(at)]);
};

/** A number written as text becomes another one, or a word. */
const setTextNumber: Mutation = (bytes, random) => {
  const from = below(random, bytes.length + 1);
  // Around one place alone: files may be long.
  const found = /[-+]?\d+(\.\d*)?(e[-+]?\d+)?/i.exec(
    bytes.toString('latin1', from, Math.min(bytes.length, from + 200)),
  );
  if (found === null) return setField(bytes, random, []);
  const start = from + found.index;
  const text = Buffer.from(oneOf(random, TEXT_NUMBERS), 'latin1');
  return Buffer.concat([bytes.subarray(0, start), text, bytes.subarray(start + found[0].length)]);
};

const MUTATIONS: readonly Mutation[] = [
  ...[flipBit, setByte, setByte, setField, setField, setField, truncate, remove, remove],
  ...[repeat, swap, splice, splice, insertBytes, setTextNumber, setTextNumber, setTextNumber],
];

/** A seed with some changes; the same random stream and seeds give the same bytes. */
export function mutate(seeds: readonly Uint8Array[], random: Random): Uint8Array {
  let bytes = Buffer.from(oneOf(random, seeds));
  const changes = 1 + Math.floor(MOST_CHANGES * random.uniform() ** 2);
  for (let k = 0; k < changes; k++) bytes = Buffer.from(oneOf(random, MUTATIONS)(bytes, random, seeds));
  return bytes.subarray(0, MAX_LENGTH);
}
