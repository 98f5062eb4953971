import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageFolder } from '../../src/files/package-files.ts';
import { code, type GeneratedParts, markdownTable } from './generated-parts.ts';
import { docstringOf, type Member, membersOf, type PublicName, proseIn, publicNames } from './public-names.ts';

const SRC = join(packageFolder(), 'src');
const NAMES = publicNames(join(SRC, 'index.ts'));
/** Interfaces that docs/api.md shows whole, by the names of their parts. */
const INTERFACES = {
  'fit options': ['FitPhotographsOptions'],
  'reconstruction options': ['ReconstructFaceOptions'],
  'evaluation options': ['EvaluateMeshOptions'],
  progress: ['FitProgressEvent'],
  mesh: ['HeadMesh', 'RiggedResult'],
  fit: ['PhotographFit'],
  view: ['FittedView', 'ViewCamera'],
  face: ['ReconstructedFace'],
  sliders: ['HeadSlider', 'SlidersOfHead', 'SliderEdit'],
  evaluation: ['ScanError', 'MeshEvaluation', 'DistanceStatistics'],
} as const;

/** The parts of docs/api.md that docstrings say. */
export function apiParts(): GeneratedParts {
  const fields = Object.entries(INTERFACES).map(([part, names]) => [part, fieldTables(names.map(nameOf))]);
  return { values: valueTable(), ...Object.fromEntries(fields), subpaths: subpathTable() };
}

/** @throws {Error} the library does not export it */
function nameOf(name: string): PublicName {
  const found = NAMES.find((candidate) => candidate.name === name);
  if (found === undefined) throw new Error(`docs/api.md: ${name} must be exported by src/index.ts`);
  return found;
}

function valueTable(): string {
  const values = NAMES.filter(({ kind }) => kind === 'value');
  return markdownTable(
    ['name', 'what'],
    values.map((value) => [code(value.name), cell(proseIn(docstringOf(value) ?? ''))]),
  );
}

function fieldTables(names: readonly PublicName[]): string {
  return names.map((name) => fieldTable(name.name, membersOf(name))).join('\n\n');
}

function fieldTable(name: string, members: readonly Member[]): string {
  return markdownTable(
    [code(name), 'type', 'what'],
    members.map(({ name: member, type, docs }) => [code(member), code(cell(type)), cell(proseIn(docs ?? ''))]),
  );
}

/** First line of each subpath's file: what it holds and how stable it is. */
function subpathTable(): string {
  const folder = join(SRC, 'api', 'subpaths');
  return markdownTable(
    ['import', 'what', 'values'],
    readdirSync(folder)
      .sort()
      .map((file) => {
        const [first] = readFileSync(join(folder, file), 'utf8').split('\n');
        const [, path, what] = first.match(/^\/\*\* (`[^`]+`), (.*) \*\/$/) ?? ['', file, first];
        const values = publicNames(join(folder, file)).filter(({ kind }) => kind === 'value');
        return [path, cell(what), values.map(({ name }) => code(name)).join(', ')];
      }),
  );
}

/** A text as a cell holds it, code in it too. */
function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
