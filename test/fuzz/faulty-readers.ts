import { readFileSync } from 'node:fs';
import { AsmFitError } from '../../src/errors.ts';
import type { FuzzedReader } from './fuzzed-reader.ts';

// Readers with the faults that the harness must notice, each for a few files alone.

/** Refuses what does not begin with the seed's letter; the fault lies behind that. */
function faulty(name: string, fault: (bytes: Uint8Array) => unknown, check?: (result: unknown) => void): FuzzedReader {
  return {
    name,
    extension: '.txt',
    seeds: () => [Buffer.from('a whole file')],
    async read(path) {
      const bytes = readFileSync(path);
      if (bytes[0] !== 97) throw new AsmFitError('input', `${path}: must begin with a; received another`, 'mend it');
      return bytes.toString('latin1') === 'a whole file' ? 'whole' : fault(bytes);
    },
    ...(check === undefined ? {} : { check }),
  };
}

export const readers: readonly FuzzedReader[] = [
  faulty('sound', () => 'read'),
  faulty('throws', (bytes) => {
    if (bytes.length < 6) throw new RangeError('beyond the end');
    return 'read';
  }),
  faulty('hangs', (bytes) => {
    while (bytes.length < 3);
    return 'read';
  }),
  faulty('eats', (bytes) => (bytes.length < 3 ? new Uint8Array(300 * 2 ** 20).fill(1) : 'read')),
  faulty('dies', (bytes) => (bytes.length < 3 ? process.abort() : 'read')),
  faulty(
    'misreads',
    (bytes) => (bytes.length < 6 ? 'garbage' : 'read'),
    (result) => {
      if (result === 'garbage') throw new Error('read, but wrongly');
    },
  ),
];
