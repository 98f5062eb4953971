import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { AsmFitError } from '../../../src/errors.ts';
import { encodeHeadFile, type SectionArray } from '../../../src/head/bundled/head-file.ts';
import { loadHead } from '../../../src/head/load-head.ts';
import { unpackPopulation } from '../../../src/head/people/skin-population.ts';
import { plainKernels } from '../../../src/kernels/runtime/plain-kernels.ts';
import { temporaryFolder } from '../../helpers/run-cli.ts';

function refuse(work: () => unknown, received: RegExp): void {
  expect(work).toThrow(received);
  expect(work).toThrow(AsmFitError);
}

describe('populations', () => {
  const people = (mean: number, scale: number) =>
    encodeHeadFile({
      meta: { name: {}, source: 3 },
      sections: new Map<string, SectionArray>([
        ['mean', new Float32Array(6).fill(mean)],
        ['scales', Float32Array.of(scale)],
        ['modes', new Int16Array(6).fill(2)],
      ]),
    });

  it('of finite heads alone are read', () => {
    expect(unpackPopulation(people(1, 0.5), 2, 'x')).toMatchObject({
      name: '',
      source: '',
      modes: [new Float32Array(6).fill(1)],
    });
    refuse(() => unpackPopulation(people(Number.NaN, 0.5), 2, 'x'), /within 10000 mm; received NaN/);
    refuse(() => unpackPopulation(people(1, 1e30), 2, 'x'), /within 10000 mm/);
    refuse(() => unpackPopulation(people(1, 0.5), 3, 'x'), /on 3 vertices of skin/);
  });

  it('that are a folder or damaged are refused by --head, with the way out', () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'people.bin'));
    refuse(
      () => loadHead(plainKernels(), `ict:${folder}`),
      /people\.bin: the population of heads must be a regular file; received a folder/,
    );
    const other = temporaryFolder();
    writeFileSync(join(other, 'people.bin'), 'ASMH');
    try {
      loadHead(plainKernels(), `ict:${other}`);
    } catch (error) {
      expect((error as AsmFitError).hint).toBe('run asm-fit import ict again');
    }
    expect.assertions(3);
  });
});
