import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { AsmFitError } from '../errors.ts';
import { readInputFile } from '../files/input-file.ts';
import { dataFolder } from '../files/package-files.ts';
import type { Kernels } from '../kernels/kernel.ts';
import { loadBundledHead, readBundledHead } from './bundled/bundled-head.ts';
import { decodeHeadFile } from './bundled/head-file.ts';
import type { HeadModel } from './head-model.ts';
import { carryOver } from './ict/carry-over.ts';
import { readIct } from './ict/read-ict.ts';
import { ARTISTS_SHARE, joinPopulations } from './people/join-populations.ts';
import { populationHead } from './people/population-head.ts';
import { type SkinPopulation, unpackPopulation } from './people/skin-population.ts';
import { type HeadTables, shipTables } from './shipped-tables.ts';

/** The file that `asm-fit import ict` writes. */
export const POPULATION_FILE = 'people.bin';
/** What `npm run data:tables` finds of the bundled people's head. */
const TABLES_FILE = 'tables.bin';
const MAX_POPULATION_BYTES = 2 ** 28;

/**
 * A head to be fitted, by its name: `bundled`, or `ict:<folder>` for the user's own ICT-FaceKit, as it is or as
 * `asm-fit import ict` wrote it.
 * @throws {AsmFitError} usage: no such head; input: its files are missing or damaged
 */
export function loadHead(kernels: Kernels, name: string): HeadModel {
  if (name === 'bundled') return loadPeoplesHead();
  const [kind, folder] = [name.slice(0, 4), name.slice(4)];
  if (kind !== 'ict:' || folder === '')
    throw new AsmFitError(
      'usage',
      `--head: must be bundled or ict:<folder>; received "${name}"`,
      'leave --head out for the bundled head',
    );
  const base = loadBundledHead();
  const carried = join(folder, POPULATION_FILE);
  return populationHead(
    base,
    existsSync(carried)
      ? readPopulation(carried, base.parts[0].vertexCount, 'run asm-fit import ict again')
      : carryOver(kernels, base, readIct(folder)),
  );
}

let people: HeadModel | null = null;

/**
 * The bundled head as fits and DECA expect it: shaped as scanned people are (`data/head/people.bin`), and free to become
 * what the artists' sliders make of a head, which is all that {@link loadBundledHead} knows. Read once a process, with all that
 * {@link onceAHead} finds of it.
 * @throws {AsmFitError} input: a file of the package is missing or damaged
 */
export function loadPeoplesHead(): HeadModel {
  people ??= readPeoplesHead();
  return people;
}

function readPeoplesHead(): HeadModel {
  const base = readBundledHead();
  const path = join(dataFolder(), 'head', POPULATION_FILE);
  const carried = populationHead(base, readPopulation(path, base.parts[0].vertexCount, 'reinstall asm-fit'));
  const head = joinPopulations(carried, base, ARTISTS_SHARE);
  shipTables(head, readTables());
  return head;
}

/** Tables of {@link loadPeoplesHead}, where they were made. */
function readTables(): HeadTables {
  const path = join(dataFolder(), 'head', TABLES_FILE);
  if (!existsSync(path)) return new Map();
  const bytes = readInputFile(path, { what: 'tables of the head', maxBytes: MAX_POPULATION_BYTES });
  return decodeHeadFile(bytes, path, 'reinstall asm-fit').sections;
}

function readPopulation(path: string, skinVertices: number, hint: string): SkinPopulation {
  const bytes = readInputFile(path, { what: 'population of heads', maxBytes: MAX_POPULATION_BYTES });
  return unpackPopulation(bytes, skinVertices, path, hint);
}
