import { parentPort } from 'node:worker_threads';
import type { ErrorKind } from '../errors.ts';
import type { OutputFilesRun } from '../export/output/output-files.ts';
import type { OutputRun } from '../export/output/output-folder.ts';

/** What a command's thread tells the program's first one. */
export type CommandMessage =
  | { readonly kind: 'result'; readonly text: string }
  | { readonly kind: 'folder'; readonly run: OutputRun }
  | { readonly kind: 'files'; readonly run: OutputFilesRun }
  | { readonly kind: 'done' }
  | {
      readonly kind: 'failed';
      /** null for a bug of ours. */
      readonly error: ErrorKind | null;
      readonly message: string;
      readonly hint: string;
      readonly stack: string;
    };

/** Tells the first thread. */
export function tell(message: CommandMessage): void {
  if (parentPort === null) throw new Error('a command must run in a thread of its own');
  parentPort.postMessage(message);
}
