import fc from 'fast-check';

/** Places in a file as fractions, so that one mutation fits files of any length; evenly, where fast-check prefers the ends. */
const STEPS = 2 ** 24;
const place = fc.noBias(fc.nat(STEPS - 1)).map((step) => step / STEPS);
const NUMBERS = ['0', '-1', '4294967295', '4294967297', '1e308', 'nan', '', '99999999999999999999', '0.5', '2'];

const mutation = fc.oneof(
  fc.record({ kind: fc.constant('truncate' as const), at: place }),
  { arbitrary: fc.record({ kind: fc.constant('flip' as const), at: place, bit: fc.nat(7) }), weight: 4 },
  { arbitrary: fc.record({ kind: fc.constant('set' as const), at: place, byte: fc.nat(255) }), weight: 3 },
  fc.record({ kind: fc.constant('splice' as const), at: place, from: place, length: fc.nat(40) }),
  fc.record({ kind: fc.constant('cut' as const), at: place, length: fc.nat(40) }),
  {
    arbitrary: fc.record({ kind: fc.constant('number' as const), at: place, text: fc.constantFrom(...NUMBERS) }),
    weight: 3,
  },
);

/** One to four changes of a file. */
export const mutations = fc.array(mutation, { minLength: 1, maxLength: 4 });

export function mutated(
  seed: Uint8Array,
  changes: readonly (typeof mutation extends fc.Arbitrary<infer T> ? T : never)[],
): Uint8Array {
  let bytes = Buffer.from(seed);
  for (const change of changes) {
    const at = Math.floor(change.at * bytes.length);
    if (change.kind === 'truncate') bytes = bytes.subarray(0, at);
    else if (change.kind === 'flip') bytes[at] ^= 1 << change.bit;
    else if (change.kind === 'set') bytes[at] = change.byte;
    else if (change.kind === 'cut') bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + change.length)]);
    else if (change.kind === 'splice') {
      const from = Math.floor(change.from * bytes.length);
      bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(from, from + change.length), bytes.subarray(at)]);
    } else {
      // The next number of the text from here.
      const match = /-?\d+(\.\d+)?/.exec(bytes.toString('latin1', at, at + 200));
      if (match === null) continue;
      const start = at + match.index;
      bytes = Buffer.concat([
        bytes.subarray(0, start),
        Buffer.from(change.text),
        bytes.subarray(start + match[0].length),
      ]);
    }
  }
  return bytes;
}
