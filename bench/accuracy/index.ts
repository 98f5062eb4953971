/**
 * The accuracy benchmark: synthetic people with exact truth and real captures with scans, fitted with the defaults.
 *   npm run benchmark -- [--ict <folder>] [--captures <folder>] [-o out/benchmark] [--only <text>]
 * Each case is kept as a file once it is done, so that a run that was cut off goes on.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { openKernels } from '../../src/kernels/runtime/wasm-kernels.ts';
import { createCaptureMaker } from './captures.ts';
import { accuracyCases } from './cases.ts';
import { resultsChart, resultsMarkdown } from './results.ts';
import { type CaseResult, runCase } from './run-case.ts';

const { output, ict, captures, only, write } = new Command()
  .option('-o, --output <folder>', 'where captures and results are kept', 'out/benchmark')
  .option('--ict <folder>', 'your own ICT-FaceKit: its people are photographed too')
  .option('--captures <folder>', 'captures with capture.json, scan.obj and scan-landmarks.json: fitted too')
  .option('--only <text>', 'only cases whose names hold this', '')
  .option('--write <file>', 'put the tables between the benchmark marks of this Markdown file')
  .parse()
  .opts<{ output: string; ict?: string; captures?: string; only: string; write?: string }>();

const BEGIN = '<!-- benchmark: begin -->';
const END = '<!-- benchmark: end -->';
const CHART = 'docs/img/benchmark.svg';

const real =
  captures === undefined
    ? []
    : readdirSync(captures)
        .sort()
        .map((name) => join(captures, name))
        .filter((folder) => ['capture.json', 'scan.obj'].every((file) => existsSync(join(folder, file))));
const cases = accuracyCases(ict !== undefined, real).filter(({ id }) => id.includes(only));
const done = join(output, 'cases');
mkdirSync(done, { recursive: true });
const kernels = openKernels(Math.min(8, availableParallelism()));
const maker = await createCaptureMaker(kernels, join(output, 'captures'), ict ?? null);
const results: CaseResult[] = [];
for (const [i, entry] of cases.entries()) {
  const file = join(done, `${entry.id}.json`);
  if (!existsSync(file)) {
    const result = await runCase(kernels, entry, await maker.make(entry));
    writeFileSync(`${file}.partial`, JSON.stringify(result));
    renameSync(`${file}.partial`, file);
  }
  const result = JSON.parse(readFileSync(file, 'utf8')) as CaseResult;
  results.push(result);
  const error = result.failure ?? `DECA ${result.deca?.meanMm.toFixed(2)}, ASM ${result.asm?.meanMm.toFixed(2)} mm`;
  console.log(`${i + 1}/${cases.length} ${entry.id}: ${error}`);
}
kernels.close();
writeFileSync(join(output, 'results.json'), `${JSON.stringify(results, null, 1)}\n`);
writeFileSync(join(output, 'results.md'), resultsMarkdown(results, 'benchmark.svg'));
writeFileSync(join(output, 'benchmark.svg'), resultsChart(results));
if (write !== undefined) {
  const text = readFileSync(write, 'utf8');
  const [begin, end] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error(`${write} must hold ${BEGIN} and ${END}`);
  const tables = resultsMarkdown(results, 'img/benchmark.svg');
  writeFileSync(write, `${text.slice(0, begin + BEGIN.length)}\n${tables}${text.slice(end)}`);
  writeFileSync(CHART, resultsChart(results));
}
