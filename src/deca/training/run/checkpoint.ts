import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { AsmFitError } from '../../../errors.ts';
import { readInputFile } from '../../../files/input-file.ts';
import { writeWhole } from '../../../files/write-whole.ts';
import type { TrainingState } from './training-state.ts';

const MAGIC = 'ASMFITCK';
const VERSION = 1;
const MAX_BYTES = 2 ** 31;
const MAX_HEADER = 2 ** 24;
const MAX_MOMENTS = 4;
const HINT = 'delete it, and train without --resume';

/** How the error has fallen so far: a record at the end of each epoch. */
export interface CurveRecord {
  readonly epoch: number;
  /** Steps taken. */
  readonly step: number;
  /** Of training, without what came between runs. */
  readonly seconds: number;
  /** Mean over the epoch of what is minimised, regularisation included. */
  readonly trainLoss: number;
  /** The weighted loss on the held-out crops, without regularisation. */
  readonly heldOutLoss: number;
  /** Its terms. */
  readonly heldOut: Readonly<Record<string, number>>;
}

/** What an interrupted run has told so far. */
export interface TrainingProgress {
  readonly seconds: number;
  /** Sum of the losses of the epoch that is under way. */
  readonly epochLoss: number;
  readonly curve: readonly CurveRecord[];
}

/** All that a run goes on from. */
export interface Checkpoint {
  readonly state: TrainingState;
  readonly progress: TrainingProgress;
}

/** Where a run keeps its checkpoint. */
export interface CheckpointPlace {
  readonly path: string;
  /** Steps between two. */
  readonly every: number;
  /** What must be the same for a run to go on: options and data, as JSON holds them. */
  readonly settings: Readonly<Record<string, unknown>>;
}

const CURVE_RECORD: z.ZodType<CurveRecord> = z.object({
  epoch: z.number(),
  step: z.number(),
  seconds: z.number(),
  trainLoss: z.number(),
  heldOutLoss: z.number(),
  heldOut: z.record(z.string(), z.number()),
});

const HEADER = z.object({
  version: z.literal(VERSION),
  settings: z.record(z.string(), z.unknown()),
  progress: z.object({ seconds: z.number(), epochLoss: z.number(), curve: z.array(CURVE_RECORD) }),
  count: z.int().nonnegative(),
  parameters: z.int().nonnegative(),
  moments: z.int().nonnegative().max(MAX_MOMENTS),
  sha256: z.string(),
});

/**
 * Layout: `ASMFITCK`, length of the header (uint32), header (JSON), parameters and each moment (float32), little-endian.
 * The file is replaced whole: a run that is killed while it writes leaves the one before.
 */
export function saveCheckpoint({ path, settings }: CheckpointPlace, { state, progress }: Checkpoint): void {
  const { parameters, optimizer } = state;
  const body = Buffer.concat(
    [parameters, ...optimizer.moments].map(({ buffer, byteOffset, byteLength }) =>
      Buffer.from(buffer, byteOffset, byteLength),
    ),
  );
  const header = Buffer.from(
    JSON.stringify({
      version: VERSION,
      settings,
      progress,
      count: optimizer.count,
      parameters: parameters.length,
      moments: optimizer.moments.length,
      sha256: createHash('sha256').update(body).digest('hex'),
    }),
  );
  const length = Buffer.alloc(4);
  length.writeUInt32LE(header.length);
  writeWhole(path, Buffer.concat([Buffer.from(MAGIC), length, header, body]));
}

/**
 * @returns null where there is none
 * @throws {AsmFitError} input: no whole checkpoint; usage: one of a run with other settings
 */
export function loadCheckpoint({ path, settings }: CheckpointPlace): Checkpoint | null {
  if (!existsSync(path)) return null;
  const bytes = readInputFile(path, { what: 'checkpoint', maxBytes: MAX_BYTES });
  const refuse = (received: string): AsmFitError =>
    new AsmFitError('input', `${path}: must be a whole checkpoint of asm-fit train; received ${received}`, HINT);
  if (bytes.length < 12 || bytes.toString('latin1', 0, 8) !== MAGIC) throw refuse('another file');
  const headerEnd = 12 + bytes.readUInt32LE(8);
  if (headerEnd > Math.min(bytes.length, 12 + MAX_HEADER)) throw refuse('one that is cut off');
  const header = HEADER.safeParse(jsonOf(bytes.toString('utf8', 12, headerEnd)));
  if (!header.success) throw refuse('a header that is not ours');
  const { count, parameters, moments, progress, sha256, settings: stored } = header.data;
  const body = bytes.subarray(headerEnd);
  if (body.length !== 4 * parameters * (1 + moments)) throw refuse(`${body.length} bytes of numbers`);
  if (createHash('sha256').update(body).digest('hex') !== sha256) throw refuse('numbers that were changed');
  requireSame(path, stored, JSON.parse(JSON.stringify(settings)));
  const numbers = new Float32Array(body.buffer.slice(body.byteOffset, body.byteOffset + body.length));
  const part = (k: number): Float32Array => numbers.slice(k * parameters, (k + 1) * parameters);
  return {
    state: {
      parameters: part(0),
      optimizer: { count, moments: Array.from({ length: moments }, (_, k) => part(k + 1)) },
    },
    progress,
  };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function requireSame(
  path: string,
  stored: Readonly<Record<string, unknown>>,
  wanted: Readonly<Record<string, unknown>>,
): void {
  const names = [...new Set([...Object.keys(stored), ...Object.keys(wanted)])];
  const other = names.filter((name) => !isDeepStrictEqual(stored[name], wanted[name]));
  if (other.length === 0) return;
  const of = (from: Readonly<Record<string, unknown>>): string =>
    other.map((name) => `${name} ${JSON.stringify(from[name])}`).join(', ');
  throw new AsmFitError(
    'usage',
    `${path}: a run goes on with the settings that it began with, ${of(stored)}; received ${of(wanted)}`,
    'give the same options, or train without --resume',
  );
}
