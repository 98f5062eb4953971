import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { dataFolder } from '../../src/files/package-files.ts';
import type { FuzzedReader } from '../../test/fuzz/fuzzed-reader.ts';
import { fileName, runCampaign, type Verdict } from './campaign.ts';

// Gives every reader mutated files and says what became of them. SECURITY.md tells what it is for.

const USAGE = `npm run fuzz -- [options]
  --reader NAME   one reader alone; may be given again
  --runs N        inputs a reader (20000)
  --seed S        other inputs for another number (1)
  --time SECONDS  ends each reader sooner
  --plain         mutations alone, not guided by coverage
  --keep          adds small inputs that found new ways to the corpus
  --repeat FILE   reads one file as it is, with the one --reader
  --hang-ms N     longest time for one input (2000)
  --limit-mb N    most memory of the process (512)
  --faults N      ends a reader after so many hangs, deaths and memory faults (10)
  --module FILE   another module of readers
  --out FOLDER    where inputs that broke something are kept (out/fuzz)`;

/** Corpora stay small: they are part of every clone. */
const MAX_KEPT_BYTES = 4096;
const MAX_KEPT = 8;

const { values } = parseArgs({
  options: {
    reader: { type: 'string', multiple: true },
    runs: { type: 'string', default: '20000' },
    seed: { type: 'string', default: '1' },
    time: { type: 'string' },
    plain: { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
    repeat: { type: 'string' },
    'hang-ms': { type: 'string', default: '2000' },
    'limit-mb': { type: 'string', default: '512' },
    faults: { type: 'string', default: '10' },
    module: { type: 'string', default: join(import.meta.dirname, '../../test/fuzz/readers/index.js') },
    out: { type: 'string', default: 'out/fuzz' },
    help: { type: 'boolean', default: false },
  },
});

function number(text: string, option: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0) throw new Error(`--${option}: a whole number; received "${text}"`);
  return value;
}

async function main(): Promise<number> {
  if (values.help) {
    process.stdout.write(`${USAGE}\n`);
    return 0;
  }
  const module = resolve(values.module);
  const { readers } = (await import(module)) as { readers: readonly FuzzedReader[] };
  const names = readers
    .map(({ name }) => name)
    .filter((name) => values.reader === undefined || values.reader.includes(name));
  const unknown = values.reader?.find((name) => !names.includes(name));
  if (unknown !== undefined)
    throw new Error(`--reader: one of ${readers.map(({ name }) => name).join(', ')}; received "${unknown}"`);
  const root = dirname(dataFolder());
  if (values.repeat !== undefined) return repeat(readers, names, values.repeat);
  let faults = 0;
  process.stdout.write(values.plain ? 'plain mutations\n' : 'guided by coverage\n');
  process.stdout.write(`${'reader'.padEnd(24)}    runs refused    read crashes hangs memory peak MB seconds\n`);
  for (const reader of names) {
    const corpus = join(root, 'test/fuzz/corpus', fileName(reader));
    const verdict = await runCampaign({
      module,
      reader,
      corpus,
      runs: number(values.runs, 'runs'),
      seed: number(values.seed, 'seed'),
      seconds: values.time === undefined ? null : number(values.time, 'time'),
      guided: !values.plain,
      hangMs: number(values['hang-ms'], 'hang-ms'),
      limitMb: number(values['limit-mb'], 'limit-mb'),
      mostFaults: number(values.faults, 'faults'),
      kept: resolve(values.out),
    });
    process.stdout.write(row(verdict));
    for (const { kind, path, words } of verdict.faults)
      process.stdout.write(
        `  ${kind}: ${words.split('\n').slice(0, 4).join('\n    ')}\n    again: npm run fuzz -- --reader ${reader.includes(' ') ? `"${reader}"` : reader} --repeat ${relative(process.cwd(), path)}\n`,
      );
    faults += verdict.faults.length;
    if (values.keep) keepFound(corpus, verdict);
  }
  return faults === 0 ? 0 : 1;
}

function row({ reader, runs, refused, read, faults, peakMb, seconds }: Verdict): string {
  const count = (kind: string): number => faults.filter((fault) => fault.kind === kind).length;
  const cells = [
    [runs, 7],
    [refused, 7],
    [read, 7],
    [count('crash'), 7],
    [count('hang'), 5],
    [count('memory'), 6],
    [Math.round(peakMb), 7],
    [Math.round(seconds), 7],
  ];
  return `${reader.padEnd(24)} ${cells.map(([value, width]) => String(value).padStart(width)).join(' ')}\n`;
}

/** The smallest inputs that found new ways. */
function keepFound(corpus: string, { found }: Verdict): void {
  const small = found.filter(({ length }) => length <= MAX_KEPT_BYTES).sort((a, b) => a.length - b.length);
  const step = Math.max(1, Math.floor(small.length / MAX_KEPT));
  mkdirSync(corpus, { recursive: true });
  for (let i = 0; i < small.length && i / step < MAX_KEPT; i += step)
    writeFileSync(join(corpus, createHash('sha256').update(small[i]).digest('hex').slice(0, 12)), small[i]);
}

/** One file, in this process, its fault thrown as it is. */
async function repeat(readers: readonly FuzzedReader[], names: readonly string[], path: string): Promise<number> {
  const reader = readers.find(({ name }) => name === names[0]);
  if (reader === undefined || names.length !== 1) throw new Error('--repeat: needs one --reader');
  // Elsewhere, for readers write beside their file.
  const folder = mkdtempSync(join(tmpdir(), 'asm-fit-fuzz-'));
  const copy = join(folder, `input.${reader.extension.replace(/^\./, '')}`);
  copyFileSync(path, copy);
  const started = performance.now();
  try {
    const result = await reader.read(copy);
    reader.check?.(result);
    process.stdout.write('read');
  } catch (error) {
    if (!(error instanceof Error && error.name === 'AsmFitError')) throw error;
    process.stdout.write(`refused: ${error.message}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const peakMb = process.resourceUsage().maxRSS / 1024;
  process.stdout.write(`\n${Math.round(performance.now() - started)} ms, ${Math.round(peakMb)} MB\n`);
  return 0;
}

process.exitCode = await main();
