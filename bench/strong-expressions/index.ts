/**
 * Fits open mouths, one-sided faces and smiles whose truth is known:
 *   npm run build:tools && node dist-tools/bench/strong-expressions/index.js [-o out/strong-expressions] [--only <text>] [--seeds 41,42] [--no-lashes]
 */
import { join } from 'node:path';
import { Command } from 'commander';
import { loadBundledHead } from '../../src/head/bundled/bundled-head.ts';
import { loadPartImages } from '../../src/render/mesh/head-mesh.ts';
import { loadLashes } from '../../src/render/mesh/lashes.ts';
import { STRONG_EXPRESSIONS } from './cases.ts';
import { drawCapture } from './draw.ts';
import { fitByCommand, measureFit } from './measure.ts';

const {
  output,
  only,
  seeds,
  lashes: wanted,
  flags,
} = new Command()
  .option('-o, --output <folder>', 'where captures and fits are kept', 'out/strong-expressions')
  .option('--only <text>', 'only cases whose names hold this', '')
  .option('--seeds <list>', 'who is photographed', '41')
  .option('--no-lashes', 'eyes without lashes')
  .option('--flags <list>', 'flags of the fit, with commas', '--threads,1')
  .parse()
  .opts<{ output: string; only: string; seeds: string; lashes: boolean; flags: string }>();

const PROGRAM = join(import.meta.dirname, '..', '..', '..');
const head = loadBundledHead();
const looks = { parts: await loadPartImages(head), lashes: wanted ? await loadLashes(head) : null };
console.log('| case | person | face | mouth | surface | neutral | jaw | lips | left lids | right lids |');
console.log('| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |');
for (const entry of STRONG_EXPRESSIONS.filter(({ id }) => id.includes(only)))
  for (const seed of seeds.split(',').map(Number)) {
    const capture = join(output, `${entry.id} ${seed}`.replaceAll(' ', '-'));
    const truth = await drawCapture(head, looks, { entry, seed }, capture);
    const out = join(capture, 'fit');
    fitByCommand(PROGRAM, capture, out, flags.split(','));
    const e = measureFit(head, entry, truth, out);
    const numbers = [e.face, e.mouth, e.surface, e.neutral, e.jaw, e.lips, e.leftLids, e.rightLids];
    console.log(`| ${entry.id} | ${seed} | ${numbers.map((x) => x.toFixed(2)).join(' | ')} |`);
  }
