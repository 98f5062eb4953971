import { workerData } from 'node:worker_threads';
import { CONTROL, type JobFunction, takeJobs } from './worker-protocol.ts';

/** What a thread starts with. */
export interface WorkerStart {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly control: Int32Array;
  readonly names: readonly string[];
  readonly thread: number;
}

const { module, memory, control, names, thread } = workerData as WorkerStart;
const { exports } = new WebAssembly.Instance(module, { env: { memory } });
const kernels = names.map((name) => exports[name] as JobFunction);

// Ends with the process or by terminate().
for (let call = 0; ; ) {
  Atomics.wait(control, CONTROL.call, call);
  call = Atomics.load(control, CONTROL.call);
  takeJobs(control, kernels, thread);
}
