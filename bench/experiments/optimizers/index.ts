/**
 * SGD, Adam and AdamW, each at its own best learning rate, with and without the regularisation loss:
 *   npm run experiment:optimizers -- [--quick] [--captures <folder>] [-o out/optimizers] [--write docs/experiments.md]
 * What is done is kept in the output folder, so that a run that was cut off goes on.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { openEncoderBasis } from '../../../src/deca/training/encoder-basis.ts';
import { startTfjs } from '../../../src/deca/training/tfjs-backend.ts';
import { loadPeoplesHead } from '../../../src/head/load-head.ts';
import { machineOf } from '../machine.ts';
import { trainingRows } from '../training-rows.ts';
import { capturesWithTruth } from '../true-captures.ts';
import { writeBetweenMarks } from '../write-between-marks.ts';
import { type EncoderExperiment, encoderExperiment } from './encoder-experiment.ts';
import { encoderCharts, encoderMarkdown } from './encoder-report.ts';
import { type FitExperiment, fitExperiment } from './fit-experiment.ts';
import { fitCharts, fitMarkdown } from './fit-report.ts';
import { FULL_PLAN, QUICK_PLAN } from './plans.ts';

const { quick, output, captures, write, only } = new Command()
  .option('--quick', 'a few short runs: the demo alone, few rates', false)
  .option('-o, --output <folder>', 'where crops, results and charts are kept', 'out/optimizers')
  .option('--captures <folder>', 'james and lee_perry_smith, with capture.json, scan.obj and scan-landmarks.json')
  .option('--only <part>', 'fit or encoder')
  .option('--write <file>', 'put the tables between the marks of this Markdown file, charts into img/ beside it')
  .parse()
  .opts<{ quick: boolean; output: string; captures?: string; write?: string; only?: 'fit' | 'encoder' }>();

const plan = quick ? QUICK_PLAN : FULL_PLAN;
mkdirSync(output, { recursive: true });
const say = (line: string): void => console.log(line);
const machine = machineOf();
console.log(machine);

/** A part's results, from its file where it was done before. */
async function part<T>(name: string, run: () => Promise<T>): Promise<T> {
  const file = join(output, `${name}.json`);
  if (!existsSync(file)) {
    const result = await run();
    writeFileSync(file, `${JSON.stringify(result)}\n`);
  }
  return JSON.parse(readFileSync(file, 'utf8')) as T;
}

async function runEncoder(): Promise<EncoderExperiment> {
  await startTfjs();
  const basis = await openEncoderBasis(loadPeoplesHead(), plan.localLandmarks);
  const folder = join(output, 'crops');
  const rows = await trainingRows(basis, { ...plan.set, folder }, say);
  return encoderExperiment(rows, basis, plan.encoder, say);
}

const texts: string[] = [];
const charts: Record<string, string> = {};
if (only !== 'encoder') {
  const fits = await part<FitExperiment>('fit', async () => {
    const names = quick ? [] : ['james', 'lee_perry_smith'];
    return fitExperiment(await capturesWithTruth(captures ?? null, names), plan.fit, { say, kept: part });
  });
  texts.push(fitMarkdown(fits));
  Object.assign(charts, fitCharts(fits));
}
if (only !== 'fit') {
  const encoders = await part<EncoderExperiment>('encoder', runEncoder);
  texts.push(encoderMarkdown(encoders));
  Object.assign(charts, encoderCharts(encoders));
}
for (const [name, svg] of Object.entries(charts)) writeFileSync(join(output, `${name}.svg`), svg);
writeFileSync(join(output, 'optimizers.md'), `${texts.join('\n\n')}\n`);
if (write !== undefined) {
  writeBetweenMarks(write, 'optimizers', texts.join('\n\n'));
  for (const [name, svg] of Object.entries(charts)) writeFileSync(join(write, '..', 'img', `${name}.svg`), svg);
}
console.log(texts.join('\n\n'));
