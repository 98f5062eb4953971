import { existsSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { Worker } from 'node:worker_threads';
import { builtFile } from '../../files/package-files.ts';
import type { JobField, Kernel, Kernels } from '../kernel.ts';
import { plainKernels } from './plain-kernels.ts';
import { type WasmMemory, wasmMemory } from './wasm-memory.ts';
import type { WorkerStart } from './worker.ts';
import { CALLS, CONTROL, CONTROL_WORDS, type JobFunction, TICKETS, takeJobs } from './worker-protocol.ts';

/** Slots of one job: the longest kernel's, padded. */
const SLOTS = 24;
const MAX_JOBS = 256;
/** How long a thread looks before it sleeps: about what a sleeping one takes to wake. */
const SPINS = 2000;

/**
 * The kernels in WebAssembly where it is there, else in TypeScript, with the reason.
 * @param threads that share the jobs, the calling one included
 * @param path of the WebAssembly module
 */
export function openKernels(threads: number, path = builtFile('kernels.wasm')): Kernels {
  if (!existsSync(path)) return plainKernels(`${basename(path)} is not built (npm run build)`);
  try {
    return wasmKernels(new WebAssembly.Module(readFileSync(path)), threads);
  } catch (error) {
    if (!(error instanceof WebAssembly.CompileError || error instanceof WebAssembly.LinkError)) throw error;
    return plainKernels(`no WebAssembly with SIMD and shared memory here: ${error.message}`);
  }
}

/** Runs jobs of WebAssembly kernels on this thread and `threads - 1` others over one shared memory. */
function wasmKernels(module: WebAssembly.Module, threads: number): Kernels {
  const memory = wasmMemory();
  const { exports } = new WebAssembly.Instance(module, { env: { memory: memory.memory } });
  const names = Object.keys(exports).filter((name) => typeof exports[name] === 'function');
  const functions = names.map((name) => exports[name] as JobFunction);
  const control = new Int32Array(new SharedArrayBuffer(4 * CONTROL_WORDS));
  const slots = memory.double(SLOTS * MAX_JOBS);
  const workers = startWorkers(threads - 1, { module, memory: memory.memory, control, names });
  let call = 0;

  const dispatch = <Job>(kernel: Kernel<Job>, jobs: readonly Job[]): void => {
    if (jobs.length === 0) return;
    const index = names.indexOf(kernel.name);
    if (index < 0) throw new TypeError(`kernels.wasm: must export ${kernel.name}; rebuild with npm run build`);
    const slotNames = Object.keys(kernel.slots) as (keyof Job)[];
    jobs.forEach((job, j) => {
      slotNames.forEach((slot, s) => {
        slots[SLOTS * j + s] = slotValue(memory, job[slot] as JobField);
      });
    });
    const mark = memory.mark();
    const scratchFloats = Math.max(...jobs.map(kernel.scratch));
    const scratchBytes = 4 * (scratchFloats + (scratchFloats > 0 ? 16 : 0));
    const scratch = memory.reserve(scratchBytes * threads);
    call = (call + 1) % CALLS;
    control[CONTROL.kernel] = index;
    control[CONTROL.jobs] = slots.byteOffset;
    control[CONTROL.jobBytes] = 8 * SLOTS;
    control[CONTROL.scratch] = scratch;
    control[CONTROL.scratchBytes] = scratchBytes;
    control[CONTROL.failed] = 0;
    control[CONTROL.done] = 0;
    // The ticket before the count: a thread that reads both sees either the last call at its end or this one.
    Atomics.store(control, CONTROL.jobCount, 0);
    Atomics.store(control, CONTROL.ticket, call * TICKETS);
    Atomics.store(control, CONTROL.jobCount, jobs.length);
    if (workers.length > 0 && jobs.length > 1) {
      Atomics.store(control, CONTROL.call, call);
      Atomics.notify(control, CONTROL.call);
    }
    takeJobs(control, functions, 0);
    waitUntilDone(control, jobs.length);
    memory.release(mark);
    if (control[CONTROL.failed] === 1) throw new RangeError(`kernel ${kernel.name}: an address outside its memory`);
  };
  return {
    backend: { kind: 'wasm', threads, fallback: null },
    memory,
    run(kernel, jobs) {
      for (let start = 0; start < jobs.length; start += MAX_JOBS) dispatch(kernel, jobs.slice(start, start + MAX_JOBS));
    },
    close: () => {
      for (const worker of workers) void worker.terminate();
    },
  };
}

function slotValue(memory: WasmMemory, field: JobField): number {
  return typeof field === 'number' ? field : memory.addressOf(field);
}

function startWorkers(count: number, start: Omit<WorkerStart, 'thread'>): Worker[] {
  const path = builtFile('program/kernels/runtime/worker.js');
  return Array.from({ length: count }, (_, i) => {
    const worker = new Worker(path, { workerData: { ...start, thread: i + 1 } satisfies WorkerStart });
    worker.unref();
    return worker;
  });
}

function waitUntilDone(control: Int32Array, jobCount: number): void {
  for (let spin = 0; spin < SPINS; spin++) if (Atomics.load(control, CONTROL.done) === jobCount) return;
  for (let done = Atomics.load(control, CONTROL.done); done < jobCount; done = Atomics.load(control, CONTROL.done))
    Atomics.wait(control, CONTROL.done, done);
}
