import { type ChildProcess, fork } from 'node:child_process';
import { messageOf } from '../../errors.ts';
import { builtFile } from '../../files/package-files.ts';

/** A program that sees to requests one after the other ({@link seeToRequests}), and how many of it run. */
export interface WorkerProgram {
  /** Compiled file below the package's root. */
  readonly script: string;
  readonly processes: number;
}

const DONE = 'done';

/** Has requests seen to by processes of their own, each as soon as one is free. */
export async function inProcesses<R extends object>(
  { script, processes }: WorkerProgram,
  requests: readonly R[],
  onDone: () => void,
): Promise<void> {
  const waiting = [...requests];
  const workers = Array.from({ length: Math.min(processes, requests.length) }, () =>
    fork(builtFile(script), { execArgv: [], stdio: ['ignore', 'ignore', 'inherit', 'ipc'], serialization: 'advanced' }),
  );
  try {
    await Promise.all(
      workers.map(async (worker) => {
        for (let request = waiting.shift(); request !== undefined; request = waiting.shift()) {
          await ask(worker, script, request);
          onDone();
        }
      }),
    );
  } finally {
    for (const worker of workers) worker.kill();
  }
}

function ask(worker: ChildProcess, script: string, request: object): Promise<void> {
  return new Promise((resolve, reject) => {
    const ended = (code: number | null): void => reject(new Error(`${script} ended with code ${code}`));
    worker.once('exit', ended);
    worker.once('message', (message) => {
      worker.off('exit', ended);
      if (message === DONE) resolve();
      else reject(new Error(String(message)));
    });
    worker.send(request);
  });
}

/** In such a program: sees to what is sent until the parent lets go, and answers each with DONE or the fault's text. */
export function seeToRequests<R extends object>(work: (request: R) => Promise<void>): void {
  process.on('message', async (request: R) => {
    try {
      await work(request);
      process.send?.(DONE);
    } catch (error) {
      process.send?.(messageOf(error));
    }
  });
  process.on('disconnect', () => process.exit(0));
}
