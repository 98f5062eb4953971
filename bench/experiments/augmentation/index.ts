/**
 * The encoder trained on crops that are aligned or not, masked or not, all with one budget:
 *   npm run experiment:augmentation -- [--quick] [--captures <folder>] [-o out/augmentation] [--write docs/experiments.md]
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { openEncoderBasis } from '../../../src/deca/training/encoder-basis.ts';
import { startTfjs } from '../../../src/deca/training/tfjs-backend.ts';
import { loadPeoplesHead } from '../../../src/head/load-head.ts';
import { machineOf } from '../machine.ts';
import { capturesWithTruth } from '../true-captures.ts';
import { writeBetweenMarks } from '../write-between-marks.ts';
import { augmentationExperiment } from './augmentation-experiment.ts';
import { augmentationMarkdown } from './augmentation-report.ts';
import { FULL_PLAN, QUICK_PLAN } from './plans.ts';

const { quick, output, captures, write } = new Command()
  .option('--quick', 'few people and steps, the demo alone', false)
  .option('-o, --output <folder>', 'where crops and results are kept', 'out/augmentation')
  .option('--captures <folder>', 'james and lee_perry_smith, with capture.json, scan.obj and scan-landmarks.json')
  .option('--write <file>', 'put the table between the marks of this Markdown file')
  .parse()
  .opts<{ quick: boolean; output: string; captures?: string; write?: string }>();

mkdirSync(output, { recursive: true });
const plan = quick ? QUICK_PLAN : FULL_PLAN;
const machine = machineOf();
console.log(machine);
await startTfjs();
const basis = await openEncoderBasis(loadPeoplesHead(), plan.localLandmarks);
const names = quick ? [] : ['james', 'lee_perry_smith'];
const result = await augmentationExperiment(
  basis,
  await capturesWithTruth(captures ?? null, names),
  { plan, folder: join(output, 'crops') },
  (line) => console.log(line),
);
const text = augmentationMarkdown(result);
writeFileSync(join(output, 'augmentation.json'), `${JSON.stringify({ machine, ...result })}\n`);
writeFileSync(join(output, 'augmentation.md'), `${text}\n`);
if (write !== undefined) writeBetweenMarks(write, 'augmentation', text);
console.log(text);
