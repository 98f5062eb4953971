import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mutate } from '../../scripts/fuzz/mutate.ts';
import { PickleDict, type PickleValue } from '../../src/deca/import/pickle/pickle-values.ts';
import { readPickle } from '../../src/deca/import/pickle/read-pickle.ts';
import { readCheckpoint } from '../../src/deca/import/read-checkpoint.ts';
import { AsmFitError } from '../../src/errors.ts';
import { createRandom } from '../../src/geometry/random.ts';
import { decodeHeadFile, encodeHeadFile } from '../../src/head/bundled/head-file.ts';
import { tensor, zipCheckpoint } from '../helpers/deca/model-files.ts';
import * as p from '../helpers/deca/pickle-writer.ts';
import { temporaryFolder } from '../helpers/run-cli.ts';
import { BINARY_READERS } from './readers/binaries.ts';
import { EXPORT_READERS } from './readers/exports.ts';

const corpora = join(import.meta.dirname, 'corpus');
const folder = temporaryFolder();
/** The same inputs each time: new ones are `npm run fuzz`'s. */
const SEED = 7;

describe.each([...BINARY_READERS, ...EXPORT_READERS].map((reader) => [reader.name, reader] as const))(
  '%s',
  (name, reader) => {
    const kept = existsSync(join(corpora, name))
      ? readdirSync(join(corpora, name)).map((file) => readFileSync(join(corpora, name, file)))
      : [];
    const path = join(folder, `${name}.${reader.extension}`);
    const read = async (bytes: Uint8Array): Promise<'read' | 'refused'> => {
      writeFileSync(path, bytes);
      try {
        const result = await reader.read(path);
        reader.check?.(result);
        return 'read';
      } catch (error) {
        if (error instanceof AsmFitError) return 'refused';
        throw error;
      }
    };

    it('reads what is whole, and refuses or reads what was kept', async () => {
      // The record's network is none: loading one would start the runtime.
      expect(await read(reader.seeds()[0])).toBe(name === 'deca-record' ? 'refused' : 'read');
      for (const bytes of kept) await read(bytes);
    });

    it('refuses damaged files in words, or reads them whole', async () => {
      const seeds = [...reader.seeds(), ...kept];
      await fc.assert(
        fc.asyncProperty(fc.integer({ min: 0, max: 2 ** 32 - 1 }), async (seed) => {
          await read(mutate(seeds, createRandom(seed)));
        }),
        { numRuns: 120, seed: SEED },
      );
    });
  },
);

/** A value, its pickle, and what must be read. */
interface Pickled {
  readonly pickled: p.Pickled;
  readonly value: unknown;
}

const { value: anyPickled } = fc.letrec<{ value: Pickled; leaf: Pickled }>((tie) => ({
  leaf: fc.oneof(
    fc.constantFrom<Pickled>({ pickled: p.none, value: null }, { pickled: p.bool(true), value: true }),
    fc.maxSafeInteger().map((n) => ({ pickled: p.int(n), value: n })),
    fc.bigInt({ min: 2n ** 60n, max: 2n ** 200n }).map((n) => ({ pickled: p.int(-n), value: -n })),
    fc.double().map((x) => ({ pickled: p.float(x), value: x })),
    fc.string({ unit: 'binary' }).map((s) => ({ pickled: p.text(s), value: s })),
    fc.uint8Array().map((b) => ({ pickled: p.bytes(b), value: b })),
  ),
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    tie('leaf'),
    fc.array(tie('value'), { maxLength: 5 }).map((items) => ({
      pickled: p.list(...items.map(({ pickled }) => pickled)),
      value: items.map(({ value }) => value),
    })),
    fc.uniqueArray(fc.tuple(fc.string(), tie('value')), { maxLength: 5, selector: ([key]) => key }).map((entries) => ({
      pickled: p.dict(entries.map(([key, { pickled }]) => [p.text(key), pickled])),
      value: new Map(entries.map(([key, { value }]) => [key, value])),
    })),
  ),
}));

function plain(value: PickleValue): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (value instanceof PickleDict) return new Map([...value.entries].map(([key, item]) => [key, plain(item)]));
  return value instanceof Uint8Array ? Uint8Array.from(value) : value;
}

describe('round trips', () => {
  it('of pickles', () => {
    fc.assert(
      fc.property(anyPickled, ({ pickled, value }) => {
        expect(plain(readPickle(p.pickle(pickled), 'x').value)).toEqual(value);
      }),
      { numRuns: 300, seed: SEED },
    );
  });

  it('of strided tensors', () => {
    const path = join(folder, 'strided.tar');
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 3 }),
        fc.nat(3),
        (shape, offset) => {
          // The first index runs fastest: strides grow from the front.
          const strides = shape.map((_, d) => shape.slice(0, d).reduce((product, n) => product * n, 1));
          const count = offset + shape.reduce((product, n) => product * n, 1);
          const values = Float32Array.from({ length: count }, (_, i) => i + 0.5);
          const root = p.named({ w: tensor({ count, offset, shape, strides }) });
          writeFileSync(path, zipCheckpoint(root, { 0: new Uint8Array(values.buffer) }));
          const read = readCheckpoint(path).get('w');
          expect(read?.shape).toEqual(shape);
          const index = (i: number): number => {
            let [rest, at] = [i, offset];
            for (let d = shape.length - 1; d >= 0; d--) {
              at += strides[d] * (rest % shape[d]);
              rest = Math.floor(rest / shape[d]);
            }
            return at;
          };
          expect(Array.from(read?.values ?? [])).toEqual(
            Array.from({ length: count - offset }, (_, i) => values[index(i)]),
          );
        },
      ),
      { numRuns: 100, seed: SEED },
    );
  });

  it('of packed heads', () => {
    const sections = fc.dictionary(
      fc.string({ maxLength: 20 }),
      fc.oneof(fc.float32Array(), fc.int16Array(), fc.uint8Array(), fc.float64Array()),
    );
    fc.assert(
      fc.property(sections, fc.dictionary(fc.string(), fc.string()), (named, meta) => {
        const back = decodeHeadFile(encodeHeadFile({ meta, sections: new Map(Object.entries(named)) }), 'x');
        expect(Object.fromEntries(back.sections)).toEqual(named);
        expect(back.meta).toEqual(meta);
      }),
      { numRuns: 200, seed: SEED },
    );
  });
});
