import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createRandom } from '../../src/geometry/random.ts';
import type { FuzzedReader } from '../../test/fuzz/fuzzed-reader.ts';
import { watchCoverage } from './coverage.ts';
import { mutate } from './mutate.ts';
import { openStatus, type RunState } from './run-status.ts';

// The process that reads: `campaign.ts` starts it, watches it, and starts another where it dies.

/** What a runner is asked for, as JSON in its one argument. */
export interface RunRequest {
  /** Module that exports `readers`. */
  readonly module: string;
  readonly reader: string;
  /** Folder of the present input, the status, crashes and inputs that found new ways. */
  readonly folder: string;
  readonly corpus: string;
  readonly seed: number;
  readonly first: number;
  readonly end: number;
  readonly guided: boolean;
  readonly limitMb: number;
  /** One file to be read as it is, in place of mutations. */
  readonly only: string | null;
}

/** What became of one input. */
export type Outcome = { readonly kind: 'read' | 'refused' } | { readonly kind: 'crash'; readonly stack: string };

const MAX_SAVED_OF_A_KIND = 3;
const MAX_FOUND = 3000;
/** Inputs whose coverage is taken together; those of a batch with something new are tried one by one. */
const BATCH = 64;

async function attempt(reader: FuzzedReader, path: string): Promise<Outcome> {
  try {
    const result = await reader.read(path);
    reader.check?.(result);
    return { kind: 'read' };
  } catch (error) {
    if (error instanceof Error && error.name === 'AsmFitError') return { kind: 'refused' };
    return { kind: 'crash', stack: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

function filesOf(folder: string): Uint8Array[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .sort()
    .map((name) => readFileSync(join(folder, name)));
}

async function main(request: RunRequest): Promise<void> {
  const { folder, seed, first, end, limitMb } = request;
  const module = (await import(pathToFileURL(request.module).href)) as { readers: readonly FuzzedReader[] };
  const reader = module.readers.find(({ name }) => name === request.reader);
  if (reader === undefined) throw new Error(`no reader ${request.reader}`);
  const status = openStatus(join(folder, 'status'));
  const counts = { read: 0, refused: 0, crashed: 0 };
  const tell = (index: number, state: RunState): number => {
    const peakMb = process.resourceUsage().maxRSS / 1024;
    status.write({ index, startedAt: Date.now(), ...counts, peakMb, state });
    return peakMb;
  };
  const input = join(folder, `input.${reader.extension.replace(/^\./, '')}`);
  const kinds = new Map<string, number>();
  const run = async (bytes: Uint8Array, index: number): Promise<Outcome> => {
    writeFileSync(input, bytes);
    tell(index, 'running');
    const outcome = await attempt(reader, input);
    if (outcome.kind === 'crash') saveCrash(folder, bytes, outcome.stack, kinds);
    return outcome;
  };
  // What a reader throws outside its promise would end the process: the campaign takes it for a crash then.
  if (request.only !== null) {
    const cpu = process.cpuUsage();
    const outcome = await run(readFileSync(request.only), 0);
    const { user, system } = process.cpuUsage(cpu);
    writeFileSync(
      join(folder, 'outcome.json'),
      JSON.stringify({ ...outcome, cpuMs: (user + system) / 1000, peakMb: tell(0, 'done') }),
    );
    return;
  }
  mkdirSync(join(folder, 'found'), { recursive: true });
  const given = [...reader.seeds(), ...filesOf(request.corpus)];
  // What a runner before this one found.
  const seeds = [...given, ...filesOf(join(folder, 'found'))];
  const whole = first === 0 ? given.length : 0;
  const watch = request.guided ? watchCoverage(import.meta.url.replace(/scripts\/fuzz\/runner\.js$/, 'src/')) : null;
  let batch: Uint8Array[] = [];
  for (let index = first; index < end; index++) {
    const random = createRandom(Math.imul(seed, 0x9e3779b1) + index);
    // Every other one starts from a whole file: what was found lately is mostly broken early on.
    const pool = (): readonly Uint8Array[] => (random.uniform() < 0.5 ? given : seeds);
    // Whole files first: what they take is no news later on, and they must be read.
    const bytes = index < whole ? seeds[index] : mutate(pool(), random);
    const outcome = await run(bytes, index);
    counts[outcome.kind === 'crash' ? 'crashed' : outcome.kind]++;
    if (tell(index, 'running') > limitMb) {
      tell(index, 'too large');
      return;
    }
    batch.push(bytes);
    if (watch === null || batch.length < BATCH) continue;
    if (watch.newWays().length > 0)
      for (const candidate of batch) {
        await run(candidate, index);
        const ways = watch.newWays();
        if (ways.length > 0 && seeds.length < MAX_FOUND) keep(candidate);
        watch.remember(ways);
      }
    batch = [];
  }
  tell(end, 'done');
  watch?.close();
  status.close();

  function keep(bytes: Uint8Array): void {
    seeds.push(bytes);
    writeFileSync(join(folder, 'found', createHash('sha256').update(bytes).digest('hex').slice(0, 16)), bytes);
  }
}

function saveCrash(folder: string, bytes: Uint8Array, stack: string, kinds: Map<string, number>): void {
  const kind = stack.split('\n').slice(0, 3).join('\n').replace(/\d+/g, '#');
  const count = (kinds.get(kind) ?? 0) + 1;
  kinds.set(kind, count);
  if (count > MAX_SAVED_OF_A_KIND) return;
  mkdirSync(join(folder, 'crashes'), { recursive: true });
  const name = createHash('sha256').update(bytes).digest('hex').slice(0, 16);
  writeFileSync(join(folder, 'crashes', name), bytes);
  writeFileSync(join(folder, 'crashes', `${name}.txt`), `${stack}\n`);
}

await main(JSON.parse(process.argv[2]) as RunRequest);
// Readers may leave timers or threads behind.
process.exit(0);
