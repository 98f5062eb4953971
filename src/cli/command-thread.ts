import { constants } from 'node:os';
import { setTimeout } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { AsmFitError } from '../errors.ts';
import type { OutputFilesRun } from '../export/output/output-files.ts';
import type { OutputRun } from '../export/output/output-folder.ts';
import { builtFile } from '../files/package-files.ts';
import { createNativeCalls, mayEnd } from '../onnx/native-calls.ts';
// Before the thread takes its copy of the environment.
import '../onnx/no-telemetry.ts';
import type { CommandMessage } from './command-messages.ts';
import type { CommandCall } from './command-worker.ts';
import type { CommandName } from './options/command-table.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** How long a thread may take to come out of a library's call. */
const PATIENCE_MS = 2000;
const PAUSE_MS = 5;
/** What a fit's new objects may take, a quarter of the engine's own bound: it lasts long, and its peak is what a machine must have. */
const FIT_YOUNG_MB = 12;

/**
 * Runs a command in a thread of its own, so that this one always hears signals: at the first the thread is ended, what it
 * was writing is removed, and the program exits with 128 + the signal's number; a second one ends it at once.
 * @throws {AsmFitError} what the command throws
 */
export async function runCommand(name: CommandName, args: readonly unknown[]): Promise<void> {
  const nativeCalls = createNativeCalls();
  const call: CommandCall = { name, args, nativeCalls };
  const thread = new Worker(builtFile('program/cli/command-worker.js'), {
    workerData: call,
    resourceLimits: name === 'fit' ? { maxYoungGenerationSizeMb: FIT_YOUNG_MB } : {},
  });
  const folders: OutputRun[] = [];
  const files: OutputFilesRun[] = [];
  const abandon = async (): Promise<void> => {
    // Seldom needed, and the thread loads them for itself.
    const [{ abandonOutput }, { abandonFiles }] = await Promise.all([
      import('../export/output/output-folder.ts'),
      import('../export/output/output-files.ts'),
    ]);
    for (const run of folders) abandonOutput(run);
    for (const run of files) abandonFiles(run);
  };
  const interrupt = async (signal: NodeJS.Signals): Promise<void> => {
    for (const each of SIGNALS) process.removeAllListeners(each);
    const asked = performance.now();
    while (!mayEnd(nativeCalls) && performance.now() - asked < PATIENCE_MS) await setTimeout(PAUSE_MS);
    if (mayEnd(nativeCalls)) await Promise.race([thread.terminate(), setTimeout(PATIENCE_MS)]);
    await abandon();
    process.exit(128 + constants.signals[signal]);
  };
  for (const signal of SIGNALS) process.on(signal, interrupt);
  try {
    await new Promise<void>((resolve, reject) => {
      let end = (): void => reject(new Error(`the thread of ${name} ended without a word`));
      thread.on('message', (message: CommandMessage) => {
        if (message.kind === 'result') process.stdout.write(message.text);
        else if (message.kind === 'folder') folders.push(message.run);
        else if (message.kind === 'files') files.push(message.run);
        else if (message.kind === 'done') end = resolve;
        else end = () => reject(errorOf(message));
      });
      thread.on('error', reject);
      thread.on('exit', () => end());
    });
  } catch (error) {
    // A thread that came to no orderly end has taken nothing back.
    await abandon();
    throw error;
  }
}

function errorOf({ error, message, hint, stack }: Extract<CommandMessage, { readonly kind: 'failed' }>): Error {
  return Object.assign(error === null ? new Error(message) : new AsmFitError(error, message, hint), { stack });
}
