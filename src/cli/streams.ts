import { format } from 'node:util';

/** What becomes of the program's own streams. */
export interface Streams {
  /** Why stdout did not take a result; null where it did, or nobody reads on. */
  lostResult(): Error | null;
}

/**
 * Lets a closed or full stdout or stderr end the talk and not the work, and keeps stdout for results: what libraries say
 * goes to stderr.
 */
export function guardStreams(): Streams {
  let lost: Error | null = null;
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    // A reader who has seen enough, as head -1, is no failure.
    if (error.code !== 'EPIPE') lost ??= error;
  });
  // Nobody is there to be told.
  process.stderr.on('error', () => {});
  librariesToStderr();
  return { lostResult: () => lost };
}

/** What libraries say is talk. */
export function librariesToStderr(): void {
  console.log =
    console.info =
    console.debug =
      (...words: readonly unknown[]): void => {
        process.stderr.write(`${format(...words)}\n`);
      };
}
