import { type ChildProcess, fork } from 'node:child_process';
import { builtFile } from '../../files/package-files.ts';

/** A program that takes requests one after the other, answers each with DONE or a fault's text, and how many of it run. */
export interface WorkerProgram {
  /** Compiled file below the package's root. */
  readonly script: string;
  readonly processes: number;
}

export const DONE = 'done';

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
