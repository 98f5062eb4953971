import { type ChildProcess, fork } from 'node:child_process';
import { AsmFitError, type ErrorKind } from '../../errors.ts';
import { builtFile } from '../../files/package-files.ts';
import type { ByteImage } from '../../image/image.ts';
import type { DetectedLandmarks } from './detect-landmarks.ts';

/** What goes to a process, and what comes back. */
export interface DetectRequest {
  readonly image: ByteImage;
}

export type DetectAnswer =
  | { readonly kind: 'done'; readonly found: DetectedLandmarks | null }
  | { readonly kind: 'refused'; readonly error: ErrorKind; readonly message: string; readonly hint: string }
  | { readonly kind: 'failed'; readonly message: string };

/** A landmark detector in a process of its own, one picture at a time. */
export interface DetectorProcess {
  detect(image: ByteImage): Promise<DetectedLandmarks | null>;
  /** Ends the process; what it was asked is refused. */
  close(): void;
}

/** The process ended before it answered: killed, out of memory, or a crash of the network library. */
class ProcessEnded extends Error {}

/**
 * Starts a detector; where its process dies it is started once more and asked again.
 * @throws {AsmFitError} input: it died twice
 */
export function startDetector(): DetectorProcess {
  let child = start();
  let restarted = false;
  let closed = false;
  return {
    async detect(image) {
      try {
        return await ask(child, image);
      } catch (error) {
        if (closed || !(error instanceof ProcessEnded)) throw error;
        if (restarted)
          throw new AsmFitError(
            'input',
            `landmark detection: its process must live until it answers; received ${error.message}, twice`,
            'free memory, close other programs or scale the photographs down, and try again with --threads 1',
            { cause: error },
          );
        restarted = true;
        child = start();
        return this.detect(image);
      }
    },
    close: () => {
      closed = true;
      child.kill();
    },
  };
}

function start(): ChildProcess {
  const child = fork(builtFile('src/capture/detection/detect-worker.js'), {
    serialization: 'advanced',
    execArgv: [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  // An error of a process that nobody is asking; who asks listens for itself.
  child.on('error', () => {});
  return child;
}

function ask(child: ChildProcess, image: ByteImage): Promise<DetectedLandmarks | null> {
  return new Promise((resolve, reject) => {
    const settle = (): void => {
      child.off('message', answered);
      child.off('error', failed);
      child.off('exit', ended);
    };
    const answered = (message: unknown): void => {
      settle();
      const answer = message as DetectAnswer;
      if (answer.kind === 'done') resolve(answer.found);
      else if (answer.kind === 'refused') reject(new AsmFitError(answer.error, answer.message, answer.hint));
      else reject(new Error(answer.message));
    };
    const failed = (error: Error): void => {
      settle();
      reject(new ProcessEnded(error.message, { cause: error }));
    };
    const ended = (code: number | null, signal: string | null): void => {
      settle();
      reject(new ProcessEnded(signal ?? `exit code ${code}`));
    };
    child.on('message', answered);
    child.on('error', failed);
    child.on('exit', ended);
    // It may have died while nobody asked.
    if (child.exitCode !== null || child.signalCode !== null) ended(child.exitCode, child.signalCode);
    else
      child.send({ image } satisfies DetectRequest, (error) => {
        if (error !== null) failed(error);
      });
  });
}
