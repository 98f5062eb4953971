import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { builtFile } from '../src/files/package-files.ts';

/** Where the seconds of a run go: `node dist-tools/bench/timeline.js fit <capture> -o out` prints, for each stage, who was busy. Linux alone. */

const SAMPLE_MS = 40;
/** Of /proc's processor times. */
const TICKS_PER_SECOND = 100;
/** Less than this share of all processor time is not worth a column. */
const WORTH = 0.01;

/** Processor seconds of every thread since it began, and memory. */
interface Sample {
  readonly seconds: number;
  readonly stage: string;
  /** By process and thread. */
  readonly threads: ReadonlyMap<string, number>;
  readonly megabytes: number;
}

/** What a stage took. */
interface StageUse {
  seconds: number;
  megabytes: number;
  readonly threads: Map<string, number>;
}

function processesBelow(pid: number): number[] {
  const children = readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
    readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
  );
  return [pid, ...children.flatMap(processesBelow)];
}

/** Fields 14 and 15 of proc(5)'s stat, after the name in brackets. */
function processorSeconds(pid: number, thread: string): number {
  const stat = readFileSync(`/proc/${pid}/task/${thread}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

function takeSample(pid: number, seconds: number, stage: string): Sample | null {
  const threads = new Map<string, number>();
  let kilobytes = 0;
  try {
    for (const process of processesBelow(pid)) {
      for (const thread of readdirSync(`/proc/${process}/task`))
        threads.set(`${process === pid ? 'T' : 'P'}${Number(thread) - pid}`, processorSeconds(process, thread));
      kilobytes += Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${process}/status`, 'utf8'))?.[1] ?? 0);
    }
  } catch {
    // A process or thread that ended between two looks.
    return null;
  }
  return { seconds, stage, threads, megabytes: kilobytes / 1024 };
}

function stageUses(samples: readonly Sample[]): Map<string, StageUse> {
  const uses = new Map<string, StageUse>();
  for (const [i, { stage, seconds, threads, megabytes }] of samples.slice(0, -1).entries()) {
    const next = samples[i + 1];
    const use = uses.get(stage) ?? { seconds: 0, megabytes: 0, threads: new Map<string, number>() };
    uses.set(stage, use);
    use.seconds += next.seconds - seconds;
    use.megabytes = Math.max(use.megabytes, megabytes, next.megabytes);
    for (const [thread, after] of next.threads)
      use.threads.set(thread, (use.threads.get(thread) ?? 0) + after - (threads.get(thread) ?? 0));
  }
  return uses;
}

function sum(values: Iterable<number>): number {
  return [...values].reduce((a, b) => a + b, 0);
}

const program = join(builtFile('..'), 'bin', 'asm-fit');
const child = spawn(process.execPath, [program, ...process.argv.slice(2)], { stdio: ['ignore', 'ignore', 'pipe'] });
const started = performance.now();
const samples: Sample[] = [];
let stage = 'start';
createInterface({ input: child.stderr }).on('line', (line) => {
  if (/ \.\.\.$| views from /.test(line)) stage = line.slice(0, 24);
});
const timer = setInterval(() => {
  const sample = takeSample(child.pid as number, (performance.now() - started) / 1000, stage);
  if (sample !== null) samples.push(sample);
}, SAMPLE_MS);
child.on('exit', (code) => {
  clearInterval(timer);
  const uses = stageUses(samples);
  const last = samples.at(-1);
  const all = sum(Array.from(uses.values(), ({ threads }) => sum(threads.values())));
  const busy = new Map<string, number>();
  for (const { threads } of uses.values())
    for (const [thread, seconds] of threads) busy.set(thread, (busy.get(thread) ?? 0) + seconds);
  const columns = [...busy].filter(([, seconds]) => seconds > WORTH * all).map(([thread]) => thread);
  console.table(
    Array.from(uses, ([name, { seconds, threads, megabytes }]) => {
      const cpu = sum(threads.values());
      return {
        stage: name,
        seconds: seconds.toFixed(2),
        processor: cpu.toFixed(2),
        'cores busy': (cpu / seconds).toFixed(2),
        ...Object.fromEntries(columns.map((thread) => [thread, (threads.get(thread) ?? 0).toFixed(2)])),
        MB: megabytes.toFixed(0),
      };
    }),
  );
  console.log(
    `${(last?.seconds ?? 0).toFixed(1)} s, ${all.toFixed(1)} s of processors; T: threads of the program, P: its processes; exit code ${code}`,
  );
  process.exitCode = code ?? 1;
});
