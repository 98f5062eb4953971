/** What went wrong, as data: each kind has its own exit code (docs/cli.md). */
export type ErrorKind = 'usage' | 'input' | 'output' | 'no_face' | 'diverged';

export const EXIT_CODES: Readonly<Record<ErrorKind, number>> = {
  usage: 2,
  input: 3,
  output: 4,
  no_face: 5,
  diverged: 6,
};

/**
 * An error that the caller can mend. Its message reads `<where>: <requirement>; received <what>`,
 * its hint says the next step. Anything else that is thrown is a bug of ours.
 */
export class AsmFitError extends Error {
  override readonly name: string = 'AsmFitError';
  readonly kind: ErrorKind;
  readonly hint: string;

  constructor(kind: ErrorKind, message: string, hint: string, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
    this.hint = hint;
  }
}

/** The message of anything thrown, for wrapping low-level errors. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
