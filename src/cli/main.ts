import { setImmediate } from 'node:timers/promises';
import { CommanderError } from 'commander';
import { AsmFitError, EXIT_CODES } from '../errors.ts';
import { runCommand } from './command-thread.ts';
import { buildProgram } from './program.ts';
import { reportError } from './report-error.ts';
import { guardStreams } from './streams.ts';

/** Runs the program. @returns the exit code */
export async function main(args: readonly string[]): Promise<number> {
  const streams = guardStreams();
  process.on('uncaughtException', (error) => process.exit(reportError(error)));
  try {
    await buildProgram(runCommand).parseAsync(args, { from: 'user' });
    // What went wrong with a write is told in the next turn.
    await setImmediate();
    const lost = streams.lostResult();
    if (lost !== null)
      throw new AsmFitError(
        'output',
        `stdout: must take the result; received ${lost.message}`,
        'give it room; an output folder is complete all the same',
      );
    return EXIT_CODES.done;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT_CODES.done : EXIT_CODES.usage;
    return reportError(error);
  }
}
