/** Small changes to a file, as damage and malice make them; the same for the same numbers. */

/** One change: what is done, where, and with what. */
export interface Mutation {
  readonly kind: number;
  /** 0..1 */
  readonly where: number;
  readonly value: number;
}

const NUMBERS = [0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xffffffff];
const TEXTS = [
  'NaN',
  '-1',
  '1e999',
  '[',
  '{',
  '"',
  '\\',
  '\0',
  '99999999999',
  '../',
  ']',
  ',',
  'null',
  '1e-400',
  '\ufeff',
];

export function mutate(seed: Uint8Array, mutations: readonly Mutation[]): Buffer {
  let bytes = Buffer.from(seed);
  for (const { kind, where, value } of mutations) {
    const at = Math.floor(where * bytes.length);
    const rest = bytes.length - at;
    const number = NUMBERS[value % NUMBERS.length];
    switch (kind % 10) {
      case 0:
        bytes = bytes.subarray(0, at);
        break;
      case 1:
        if (rest > 0) bytes[at] = value & 255;
        break;
      case 2:
        if (rest > 0) bytes[at] ^= 1 << (value & 7);
        break;
      case 3:
        if (rest >= 4) bytes.writeUInt32LE(number, at);
        break;
      case 4:
        if (rest >= 4) bytes.writeUInt32BE(number, at);
        break;
      case 5:
        if (rest >= 2) bytes.writeUInt16LE(number & 0xffff, at);
        break;
      case 6:
        bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(Math.min(bytes.length, at + 1 + (value & 63)))]);
        break;
      case 7:
        bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at, at + 1 + (value & 255)), bytes.subarray(at)]);
        break;
      case 8:
        bytes = Buffer.concat([bytes.subarray(0, at), Buffer.from(TEXTS[value % TEXTS.length]), bytes.subarray(at)]);
        break;
      default:
        if (rest > 0) bytes.fill(value & 255, at, Math.min(bytes.length, at + 1 + (value & 31)));
    }
  }
  return bytes;
}
