import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readStatus } from './run-status.ts';
import type { Outcome, RunRequest } from './runner.ts';

/** What one reader is given. */
export interface CampaignOptions {
  /** Module that exports `readers`. */
  readonly module: string;
  readonly reader: string;
  readonly corpus: string;
  readonly runs: number;
  readonly seed: number;
  /** Ends sooner after so many seconds; null for no bound. */
  readonly seconds: number | null;
  readonly guided: boolean;
  readonly hangMs: number;
  readonly limitMb: number;
  /** Ends sooner after so many inputs that stopped their process: each costs seconds. */
  readonly mostFaults: number;
  /** Where inputs that broke something are kept. */
  readonly kept: string;
}

export interface Fault {
  readonly kind: 'crash' | 'hang' | 'memory';
  /** The input, kept. */
  readonly path: string;
  readonly words: string;
}

export interface Verdict {
  readonly reader: string;
  readonly runs: number;
  readonly read: number;
  readonly refused: number;
  readonly faults: readonly Fault[];
  /** Inputs that were suspected and passed when tried alone. */
  readonly acquitted: number;
  readonly peakMb: number;
  readonly seconds: number;
  /** Inputs that found new ways through the code. */
  readonly found: readonly Uint8Array[];
}

const POLL_MS = 100;
/** A hang is sure where it takes this much longer, or its processor time alone is too long: machines may be busy. */
const PATIENCE = 4;

/** Gives a reader mutated files, in processes of their own that are watched from outside. */
export async function runCampaign(options: CampaignOptions): Promise<Verdict> {
  const folder = mkdtempSync(join(tmpdir(), 'asm-fit-fuzz-'));
  const started = Date.now();
  const deadline = options.seconds === null ? Number.POSITIVE_INFINITY : started + 1000 * options.seconds;
  const totals = { runs: 0, read: 0, refused: 0, acquitted: 0, peakMb: 0 };
  const faults: Fault[] = [];
  try {
    for (let first = 0; first < options.runs && Date.now() < deadline && faults.length < options.mostFaults; ) {
      const request = requestOf(options, folder, first, null);
      const { end, killed, words } = await watchRunner(spawnRunner(request), folder, options, deadline);
      const status = readStatus(join(folder, 'status'));
      if (status === null || status.state === 'starting')
        throw new Error(`${options.reader}: the runner did not start: ${words}`);
      totals.read += status.read;
      totals.refused += status.refused;
      totals.runs += status.state === 'done' ? status.index - first : status.index + 1 - first;
      totals.peakMb = Math.max(totals.peakMb, status.state === 'too large' ? 0 : status.peakMb);
      first = status.index + 1;
      if (status.state === 'done' || killed === 'deadline') continue;
      const suspect = readdirSync(folder).find((name) => name.startsWith('input.')) ?? '';
      const kept = keep(join(folder, suspect), options);
      const fault = await judge(kept, options, killed === null && status.state !== 'too large' ? end : null);
      if (fault === null) totals.acquitted++;
      else faults.push(fault);
    }
    faults.push(...thrown(join(folder, 'crashes'), options));
    const found = existsSync(join(folder, 'found'))
      ? readdirSync(join(folder, 'found')).map((name) => readFileSync(join(folder, 'found', name)))
      : [];
    return { reader: options.reader, ...totals, faults, seconds: (Date.now() - started) / 1000, found };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function requestOf(options: CampaignOptions, folder: string, first: number, only: string | null): RunRequest {
  const { module, reader, corpus, seed, runs, guided, limitMb } = options;
  return { module, reader, folder, corpus, seed, first, end: runs, guided: guided && only === null, limitMb, only };
}

function spawnRunner(request: RunRequest): ChildProcess {
  const program = join(import.meta.dirname, 'runner.js');
  return spawn(process.execPath, [program, JSON.stringify(request)], { stdio: ['ignore', 'ignore', 'pipe'] });
}

interface Watched {
  /** How the process ended. */
  readonly end: string;
  readonly killed: 'hang' | 'memory' | 'deadline' | null;
  /** Last words on stderr. */
  readonly words: string;
}

/** Waits for a runner's end, and brings it about where an input takes too long or too much. */
function watchRunner(
  child: ChildProcess,
  folder: string,
  { hangMs, limitMb }: CampaignOptions,
  deadline: number,
): Promise<Watched> {
  return new Promise((resolve) => {
    let killed: Watched['killed'] = null;
    let words = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      words = (words + chunk.toString('utf8')).slice(-4000);
    });
    const timer = setInterval(() => {
      const status = existsSync(join(folder, 'status')) ? readStatus(join(folder, 'status')) : null;
      const late = status?.state === 'running' && Date.now() - status.startedAt > hangMs;
      // Beyond twice the limit it is stopped within an input, for the machine's sake.
      if (late) killed = 'hang';
      else if (residentMb(child.pid) > 2 * limitMb) killed = 'memory';
      else if (Date.now() > deadline) killed = 'deadline';
      if (killed !== null) child.kill('SIGKILL');
    }, POLL_MS);
    child.once('close', (code, signal) => {
      clearInterval(timer);
      resolve({ end: signal ?? `exit code ${code}`, killed, words });
    });
  });
}

/** Memory that a process holds now, where the system tells. */
function residentMb(pid: number | undefined): number {
  const path = `/proc/${pid}/statm`;
  if (!existsSync(path)) return 0;
  return (Number(readFileSync(path, 'utf8').split(' ')[1]) * 4096) / 2 ** 20;
}

/** Tries a suspected input once more, alone. @param died how its process ended, null where it was stopped @returns null where it passes */
async function judge(path: string, options: CampaignOptions, died: string | null): Promise<Fault | null> {
  const folder = mkdtempSync(join(tmpdir(), 'asm-fit-fuzz-'));
  try {
    const request = requestOf(options, folder, 0, path);
    const { end, killed, words } = await watchRunner(
      spawnRunner(request),
      folder,
      { ...options, hangMs: PATIENCE * options.hangMs },
      Number.POSITIVE_INFINITY,
    );
    if (killed === 'hang') return { kind: 'hang', path, words: `no end after ${PATIENCE * options.hangMs} ms` };
    if (killed === 'memory') return { kind: 'memory', path, words: `more than ${2 * options.limitMb} MB` };
    const report = join(folder, 'outcome.json');
    if (!existsSync(report))
      return { kind: /out of memory/i.test(words) ? 'memory' : 'crash', path, words: `${end}: ${words.trim()}` };
    const { cpuMs, peakMb, ...outcome } = JSON.parse(readFileSync(report, 'utf8')) as Outcome & {
      cpuMs: number;
      peakMb: number;
    };
    if (outcome.kind === 'crash') return { kind: 'crash', path, words: outcome.stack };
    if (peakMb > options.limitMb) return { kind: 'memory', path, words: `${Math.round(peakMb)} MB` };
    if (cpuMs > options.hangMs) return { kind: 'hang', path, words: `${Math.round(cpuMs)} ms of processor time` };
    if (died !== null) return { kind: 'crash', path, words: `${died}, but not when it is read alone` };
    rmSync(path, { force: true });
    return null;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What readers threw that was no refusal; the runner kept the inputs. */
function thrown(folder: string, options: CampaignOptions): Fault[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => !name.endsWith('.txt'))
    .map((name) => ({
      kind: 'crash',
      path: keep(join(folder, name), options),
      words: readFileSync(join(folder, `${name}.txt`), 'utf8').trim(),
    }));
}

function keep(path: string, { kept, reader }: CampaignOptions): string {
  mkdirSync(kept, { recursive: true });
  const name = createHash('sha256').update(readFileSync(path)).digest('hex').slice(0, 12);
  const to = join(kept, `${fileName(reader)}-${name}`);
  copyFileSync(path, to);
  return to;
}

/** A reader's name in paths. */
export function fileName(reader: string): string {
  return reader.replaceAll(' ', '-');
}
