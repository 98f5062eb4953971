import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { AsmFitError } from '../../src/errors.ts';
import { jsonFault } from '../../src/json-fault.ts';
import { type Mutation, mutate } from '../helpers/mutate.ts';
import { readers } from './readers/pictures.ts';

/** Files a reader; ASM_FIT_FUZZ_RUNS asks for more. */
const RUNS = Number(process.env.ASM_FIT_FUZZ_RUNS ?? 60);
const MAX_MS = 2000;

const folder = mkdtempSync(join(tmpdir(), 'asm-fit-fuzz-'));
afterAll(() => rmSync(folder, { recursive: true }));

const mutation: fc.Arbitrary<Mutation> = fc.record({
  kind: fc.nat(9),
  // Headers are worth more than what follows them.
  where: fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 0.05, noNaN: true })),
  value: fc.nat(255),
});

describe('damaged files are read or refused, in time', () => {
  for (const { name, extension, seeds, read, check } of readers)
    it(
      name,
      async () => {
        const files = seeds();
        let refused = 0;
        let slowest = 0;
        const property = fc.asyncProperty(
          fc.nat(files.length - 1),
          fc.array(mutation, { minLength: 1, maxLength: 5 }),
          async (seed, mutations) => {
            const path = join(folder, `x${extension}`);
            writeFileSync(path, mutate(files[seed], mutations));
            const started = performance.now();
            try {
              check?.(await read(path));
            } catch (error) {
              if (!(error instanceof AsmFitError && error.kind === 'input' && error.hint !== '')) throw error;
              refused++;
            }
            slowest = Math.max(slowest, performance.now() - started);
            expect(slowest).toBeLessThan(MAX_MS);
          },
        );
        await fc.assert(property, { numRuns: RUNS });
        if (RUNS > 1000)
          console.log(
            `${name}: ${RUNS} files, ${refused} refused, slowest ${slowest.toFixed(0)} ms, peak ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MB`,
          );
        expect(refused).toBeGreaterThan(0);
      },
      Math.max(30_000, 60 * RUNS),
    );
});

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
