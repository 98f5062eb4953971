import { AsmFitError, EXIT_CODES, messageOf } from '../errors.ts';

/** Says on stderr what went wrong. @returns the exit code */
export function reportError(error: unknown): number {
  const stack = process.env.ASM_FIT_DEBUG === '1' && error instanceof Error ? `${error.stack ?? ''}\n` : '';
  if (error instanceof AsmFitError) {
    process.stderr.write(`error: ${error.message}\nhint: ${error.hint}\n${stack}`);
    return EXIT_CODES[error.kind];
  }
  const [first] = messageOf(error).split('\n');
  process.stderr.write(
    `error: a bug of ours: ${first}\nhint: please report it with your command and what ASM_FIT_DEBUG=1 adds here\n${stack}`,
  );
  return EXIT_CODES.bug;
}
