/** Words of the control block that the threads share. */
export const CONTROL = {
  /** Number of the present call; threads sleep on it. */
  call: 0,
  /** Call number times {@link TICKETS} plus the next job to be taken. */
  ticket: 1,
  jobCount: 2,
  done: 3,
  kernel: 4,
  failed: 5,
  /** Address of the jobs' slots. */
  jobs: 6,
  /** Address of the threads' scratch and its bytes for each. */
  scratch: 7,
  scratchBytes: 8,
  /** Bytes of one job's slots. */
  jobBytes: 9,
} as const;

export const CONTROL_WORDS = 16;
/** More jobs than a call ever has; call numbers wrap below 2^31. */
export const TICKETS = 1 << 12;
export const CALLS = 1 << 18;

/** A kernel in WebAssembly: slots of a job, scratch. */
export type JobFunction = (job: number, scratch: number) => void;

/**
 * Takes jobs of the present call until none is left. A ticket names its call, so that a thread that wakes late takes
 * nothing of a call that is not the one it read the arguments of.
 * @param thread index of this thread's scratch
 */
export function takeJobs(control: Int32Array, kernels: readonly JobFunction[], thread: number): void {
  for (;;) {
    const ticket = Atomics.load(control, CONTROL.ticket);
    const index = ticket % TICKETS;
    if (index >= Atomics.load(control, CONTROL.jobCount)) return;
    const run = kernels[Atomics.load(control, CONTROL.kernel)];
    const job = Atomics.load(control, CONTROL.jobs) + index * Atomics.load(control, CONTROL.jobBytes);
    const scratch = Atomics.load(control, CONTROL.scratch) + thread * Atomics.load(control, CONTROL.scratchBytes);
    if (Atomics.compareExchange(control, CONTROL.ticket, ticket, ticket + 1) !== ticket) continue;
    try {
      run(job, scratch);
    } catch {
      // A trap: the calling thread throws once all jobs are counted.
      Atomics.store(control, CONTROL.failed, 1);
    }
    Atomics.add(control, CONTROL.done, 1);
    Atomics.notify(control, CONTROL.done);
  }
}
