import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';

/** What a runner is doing, kept in a file so that it can be read while the runner hangs, and after it died. */
export interface RunStatus {
  /** Number of the present input. */
  readonly index: number;
  /** When its reading began, ms since 1970. */
  readonly startedAt: number;
  readonly read: number;
  readonly refused: number;
  readonly crashed: number;
  /** Largest memory that the process ever held, MB. */
  readonly peakMb: number;
  readonly state: RunState;
}

const RUN_STATES = ['starting', 'running', 'done', 'too large'] as const;
export type RunState = (typeof RUN_STATES)[number];

/** @returns what writes the status in place */
export function openStatus(path: string): { write(status: RunStatus): void; close(): void } {
  const handle = openSync(path, 'w');
  return {
    write({ index, startedAt, read, refused, crashed, peakMb, state }) {
      const row = Float64Array.of(index, startedAt, read, refused, crashed, peakMb, RUN_STATES.indexOf(state));
      writeSync(handle, new Uint8Array(row.buffer), 0, row.byteLength, 0);
    },
    close: () => closeSync(handle),
  };
}

/** Null while nothing is written yet. */
export function readStatus(path: string): RunStatus | null {
  const bytes = readFileSync(path);
  if (bytes.length !== 56) return null;
  const [index, startedAt, read, refused, crashed, peakMb, state] = new Float64Array(
    bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + 56),
  );
  return { index, startedAt, read, refused, crashed, peakMb, state: RUN_STATES[state] };
}
