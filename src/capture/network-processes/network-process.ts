import { type ChildProcess, fork } from 'node:child_process';
import { AsmFitError, type ErrorKind } from '../../errors.ts';
import { builtFile } from '../../files/package-files.ts';
import type { ByteImage } from '../../image/image.ts';
import type { DetectedLandmarks } from '../detection/detect-landmarks.ts';
import type { FaceLook } from '../detection/look-at-face.ts';
import type { RecognizedFace } from '../recognition/recognize-faces.ts';
import type { Networks } from './networks.ts';

/** What goes to a process, and what comes back. */
export type NetworkRequest =
  | { readonly kind: 'detect' | 'recognize' | 'look'; readonly image: ByteImage }
  | { readonly kind: 'classify'; readonly pixels: Float32Array };

export type NetworkAnswer =
  | { readonly kind: 'done'; readonly value: unknown }
  | { readonly kind: 'refused'; readonly error: ErrorKind; readonly message: string; readonly hint: string }
  | { readonly kind: 'failed'; readonly message: string };

/** Networks in a process of their own, asked one thing at a time. */
export interface NetworkProcess extends Networks {
  /** Ends the process; what it was asked is refused. */
  close(): void;
}

/** What a process dies of, by what it was asked. */
const WORK: Readonly<Record<NetworkRequest['kind'], string>> = {
  detect: 'landmark detection',
  recognize: 'landmark detection',
  look: 'a look at the faces of a film',
  classify: 'segmentation',
};

/** The process ended before it answered: killed, out of memory, or a crash of the network library. */
class ProcessEnded extends Error {}

/**
 * Starts a process; where it dies it is started once more and asked again.
 * @throws {AsmFitError} input: it died twice
 */
export function startNetworks(): NetworkProcess {
  let child = start();
  let restarted = false;
  let closed = false;
  const answerOf = async (request: NetworkRequest, onSent = () => {}): Promise<unknown> => {
    try {
      return await ask(child, request, onSent);
    } catch (error) {
      if (closed || !(error instanceof ProcessEnded)) throw error;
      if (restarted)
        throw new AsmFitError(
          'input',
          `${WORK[request.kind]}: its process must live until it answers; received ${error.message}, twice`,
          'free memory, close other programs or scale the photographs down, and try again with --threads 1',
          { cause: error },
        );
      restarted = true;
      child = start();
      return answerOf(request, onSent);
    }
  };
  return {
    detect: async (image) => (await answerOf({ kind: 'detect', image })) as DetectedLandmarks | null,
    recognize: async (image, onSent) => (await answerOf({ kind: 'recognize', image }, onSent)) as RecognizedFace[],
    look: async (image) => (await answerOf({ kind: 'look', image })) as FaceLook | null,
    classify: async (pixels) => (await answerOf({ kind: 'classify', pixels })) as Float32Array,
    close: () => {
      closed = true;
      child.kill();
    },
  };
}

function start(): ChildProcess {
  const child = fork(builtFile('program/capture/network-processes/network-worker.js'), {
    serialization: 'advanced',
    execArgv: [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  // An error of a process that nobody is asking; who asks listens for itself.
  child.on('error', () => {});
  return child;
}

/** @param onSent told when the process has taken all of it */
function ask(child: ChildProcess, request: NetworkRequest, onSent: () => void): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const settle = (): void => {
      child.off('message', answered);
      child.off('error', failed);
      child.off('exit', ended);
    };
    const answered = (message: unknown): void => {
      settle();
      const answer = message as NetworkAnswer;
      if (answer.kind === 'done') resolve(answer.value);
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
      child.send(request, (error) => {
        if (error !== null) failed(error);
        else onSent();
      });
  });
}
