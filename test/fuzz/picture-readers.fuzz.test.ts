import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { AsmFitError } from '../../src/errors.ts';
import { jsonFault } from '../../src/files/json-fault.ts';
import { mutated, mutations } from './mutations.ts';
import { PICTURE_READERS } from './readers/pictures.ts';

/** Files a reader; ASM_FIT_FUZZ_RUNS asks for more. */
const RUNS = Number(process.env.ASM_FIT_FUZZ_RUNS ?? 60);
const MAX_MS = 2000;

const folder = mkdtempSync(join(tmpdir(), 'asm-fit-fuzz-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('damaged files are read or refused, in time', () => {
  for (const { name, extension, seeds, read, check } of PICTURE_READERS)
    it(
      name,
      async () => {
        const files = seeds();
        let refused = 0;
        let slowest = 0;
        const property = fc.asyncProperty(fc.nat(files.length - 1), mutations, async (seed, changes) => {
          const path = join(folder, `x${extension}`);
          writeFileSync(path, mutated(files[seed], changes));
          const started = performance.now();
          try {
            check?.(await read(path));
          } catch (error) {
            if (!(error instanceof AsmFitError && error.kind === 'input' && error.hint !== '')) throw error;
            refused++;
          }
          slowest = Math.max(slowest, performance.now() - started);
          expect(slowest).toBeLessThan(MAX_MS);
        });
        await fc.assert(property, { numRuns: RUNS });
        if (RUNS > 1000)
          console.log(
            `${name}: ${RUNS} files, ${refused} refused, slowest ${slowest.toFixed(0)} ms, peak ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MB`,
          );
        expect(refused).toBeGreaterThan(0);
        // Of sixty a reader with checksums may refuse all.
        if (RUNS >= 1000) expect(refused).toBeLessThan(RUNS);
      },
      Math.max(30_000, 60 * RUNS),
    );
});

describe('JSON of another shape is read or refused', () => {
  const strange = fc.oneof(
    fc.jsonValue({ maxDepth: 3 }),
    fc.constantFrom<unknown>(
      1e308,
      -1e308,
      5e-324,
      2 ** 53,
      -0,
      '',
      '..',
      '/etc/passwd',
      'a\\..\\..\\b',
      '__proto__',
      [],
      {},
      null,
    ),
    fc.array(fc.constantFrom(0, 0.5, 1e9, -1), { maxLength: 500 }),
  );
  for (const { name, extension, seeds, read, check } of PICTURE_READERS.filter((reader) => /json/.test(reader.name)))
    it(
      name,
      async () => {
        const json: unknown = JSON.parse(Buffer.from(seeds()[0]).toString());
        let taken = 0;
        const property = fc.asyncProperty(
          fc.array(fc.tuple(fc.nat(), strange), { minLength: 1, maxLength: 3 }),
          async (changes) => {
            let changed = json;
            for (const [place, value] of changes) changed = withChange(changed, place, value);
            const path = join(folder, `y${extension}`);
            writeFileSync(path, JSON.stringify(changed));
            try {
              check?.(await read(path));
              taken++;
            } catch (error) {
              if (!(error instanceof AsmFitError && error.kind === 'input')) throw error;
            }
          },
        );
        await fc.assert(property, { numRuns: 3 * RUNS });
        if (RUNS > 1000) console.log(`${name}: ${3 * RUNS} shapes, ${taken} taken`);
      },
      60 * RUNS + 30_000,
    );
});

/** The value with one of its parts replaced; the place counts down from the root. */
function withChange(json: unknown, place: number, value: unknown): unknown {
  if (typeof json !== 'object' || json === null) return value;
  const entries = Object.entries(json);
  const at = place % (entries.length + 1);
  if (at === entries.length) return value;
  entries[at] = [entries[at][0], withChange(entries[at][1], Math.floor(place / (entries.length + 1)), value)];
  return Array.isArray(json) ? entries.map(([, item]) => item) : Object.fromEntries(entries);
}

describe('the grammar of JSON', () => {
  it('finds no fault in what JSON.stringify writes', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 20 }), fc.constantFrom(undefined, 1, '\t'), (value, indent) => {
        expect(jsonFault(JSON.stringify(value, null, indent), 1e6)).toBeNull();
      }),
      { numRuns: 300 },
    );
  });

  it('agrees with JSON.parse on damaged texts', () => {
    fc.assert(
      fc.property(
        fc.jsonValue({ maxDepth: 4 }),
        fc.array(fc.tuple(fc.nat(), fc.constantFrom(...'{}[]:,"\\0123456789.eE+-truefalsn \n\u0001é')), {
          maxLength: 3,
        }),
        (value, changes) => {
          const letters = Array.from(JSON.stringify(value));
          for (const [at, letter] of changes) letters[at % letters.length] = letter;
          const text = letters.join('');
          let parses = true;
          try {
            JSON.parse(text);
          } catch {
            parses = false;
          }
          expect(jsonFault(text, 1e6) === null, text).toBe(parses);
        },
      ),
      { numRuns: 3000 },
    );
  });
});
