import { workerData } from 'node:worker_threads';
import { AsmFitError, messageOf } from '../errors.ts';
import { countNativeCalls, type NativeCalls } from '../onnx/native-calls.ts';
import { COMMAND_RUNS } from './command-list.ts';
import { tell } from './command-messages.ts';
import type { CommandName } from './options/command-table.ts';
import { librariesToStderr } from './streams.ts';

/** The command that a thread is started for. */
export interface CommandCall {
  readonly name: CommandName;
  readonly args: readonly unknown[];
  readonly nativeCalls: NativeCalls;
}

// A thread of its own, run by command-thread.ts.
librariesToStderr();
const { name, args, nativeCalls } = workerData as CommandCall;
countNativeCalls(nativeCalls);
try {
  const run = (await COMMAND_RUNS[name]()) as (...args: readonly unknown[]) => Promise<unknown>;
  await run(...args);
  tell({ kind: 'done' });
} catch (error) {
  const known = error instanceof AsmFitError ? error : null;
  tell({
    kind: 'failed',
    error: known?.kind ?? null,
    message: messageOf(error),
    hint: known?.hint ?? '',
    stack: error instanceof Error ? (error.stack ?? '') : '',
  });
}
