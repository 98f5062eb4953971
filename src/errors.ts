/** How the program ends: the exit code, what it is called in code, what it means (docs/cli.md). */
export const EXITS = [
  { code: 0, kind: 'done', meaning: 'done' },
  { code: 1, kind: 'bug', meaning: 'a bug of ours' },
  { code: 2, kind: 'usage', meaning: 'usage' },
  { code: 3, kind: 'input', meaning: 'input invalid' },
  { code: 4, kind: 'output', meaning: 'cannot write' },
  { code: 5, kind: 'no_face', meaning: 'no face found' },
  { code: 6, kind: 'diverged', meaning: 'fit diverged' },
] as const;

export type ExitKind = (typeof EXITS)[number]['kind'];
/** What went wrong, as data: each kind has its own exit code. */
export type ErrorKind = Exclude<ExitKind, 'done' | 'bug'>;

export const EXIT_CODES = Object.fromEntries(EXITS.map(({ kind, code }) => [kind, code])) as Readonly<
  Record<ExitKind, number>
>;

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
