import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { AsmFitError } from '../../errors.ts';
import { inputFileSize, readInputFile } from '../../files/input-file.ts';
import { writeWhole } from '../../files/write-whole.ts';
import { skinNames } from '../../render/texture/skins.ts';
import { packCodes } from '../codes.ts';
import { ENCODER_INPUT } from '../network/feature-graph.ts';
import { type Alignment, AUGMENTATION_NAMES, type AugmentationName } from './augmentation/augmentation-names.ts';
import { digestOf } from './features/stored-features.ts';
import { inProcesses } from './in-processes.ts';
import type { SceneRequest, TrainingScene } from './scenes/training-scenes.ts';

/** Points whose places in the crop are recorded: MediaPipe's 468, then iBUG's 68. */
const LANDMARK_COUNT = 468 + 68;

/** How a set of rendered crops is made; the same numbers make the same set. */
export interface TrainingSetOptions {
  readonly folder: string;
  readonly seed: number;
  readonly people: number;
  readonly cropsOfPerson: number;
  readonly augmentations: readonly AugmentationName[];
  readonly alignment: Alignment;
  /** Folder of skins that people are painted with; null: with the albedo model's alone. */
  readonly skins: string | null;
  readonly processes: number;
  /** {@link SHARD_PEOPLE} where it is left out. */
  readonly peopleOfFile?: number;
}

const MAX_SHARD_BYTES = 2 ** 31;
const CROP_BYTES = 3 * ENCODER_INPUT ** 2;
const SHARD_LIMITS = { what: 'file of the training set', maxBytes: MAX_SHARD_BYTES };
const SHARD_HINT = 'delete it to have it rendered again';
/** To be raised when the same seed comes to show something else: files of before are not of the same set. */
const SCENES_EDITION = 4;
/** People of one file. */
const SHARD_PEOPLE = 50;

/** Rendered crops. */
export interface ShardCrops {
  readonly count: number;
  /** RGB planes [count, 3, 224, 224], bytes */
  readonly crops: Uint8Array;
}

/** What is true of them. */
export interface ShardTruth {
  readonly count: number;
  /** Codes and landmarks [count, C + 2 L] */
  readonly truth: Float32Array;
}

export interface ShardRequest extends Omit<SceneRequest, 'seed'> {
  readonly path: string;
  /** Seed of the shard's first person; the others follow. */
  readonly firstSeed: number;
  readonly people: number;
  readonly skins: string | null;
}

/**
 * Renders the set's shards in processes of their own; shards that lie in the folder already are kept, so that an
 * interrupted run goes on.
 * @returns the shards' files in order
 */
export async function renderTrainingSet(
  options: TrainingSetOptions,
  onShard: (done: number, of: number) => void,
): Promise<string[]> {
  mkdirSync(options.folder, { recursive: true });
  const names = AUGMENTATION_NAMES.filter((name) => options.augmentations.includes(name));
  const key = digestOf([`${SCENES_EDITION} ${options.alignment} ${names.join(' ')} ${skinsIn(options.skins)}`]);
  const shards: ShardRequest[] = [];
  const peopleOfFile = options.peopleOfFile ?? SHARD_PEOPLE;
  for (let first = 0; first < options.people; first += peopleOfFile) {
    const people = Math.min(peopleOfFile, options.people - first);
    const name = `seed${options.seed}-people${first}-${first + people}-crops${options.cropsOfPerson}-${key}.crops`;
    shards.push({
      path: join(options.folder, name),
      firstSeed: options.seed * 1_000_003 + first,
      people,
      crops: options.cropsOfPerson,
      augmentations: names,
      alignment: options.alignment,
      skins: options.skins,
    });
  }
  const missing = shards.filter(({ path }) => !existsSync(path));
  let done = shards.length - missing.length;
  await inProcesses(
    { script: 'program/deca/training/scenes/training-worker.js', processes: options.processes },
    missing,
    () => onShard(++done, shards.length),
  );
  return shards.map(({ path }) => path);
}

function skinsIn(folder: string | null): string {
  return folder === null ? '' : skinNames(folder).join(' ');
}

/** File of a shard's truth, beside its crops. */
function truthPath(path: string): string {
  return path.replace(/\.crops$/, '.truth');
}

/** Crops come last: they say that the shard is whole. */
export function writeShard(path: string, scenes: readonly TrainingScene[]): void {
  const truth = scenes.map(({ codes, landmarks }) => Float32Array.of(...packCodes(codes), ...landmarks));
  writeWhole(truthPath(path), Buffer.concat(truth.map((row) => Buffer.from(row.buffer))));
  writeWhole(path, Buffer.concat(scenes.map(({ crop }) => crop)));
}

/**
 * The pictures of a shard alone.
 * @throws {AsmFitError} input: missing, or no whole number of crops
 */
export function readCrops(path: string): ShardCrops {
  const crops = readInputFile(path, SHARD_LIMITS);
  const count = crops.length / CROP_BYTES;
  if (!Number.isInteger(count))
    throw new AsmFitError(
      'input',
      `${path}: must hold whole crops of ${CROP_BYTES} bytes; received ${crops.length} bytes`,
      SHARD_HINT,
    );
  return { count, crops };
}

/** One of them as networks see it [3, 224, 224], 0..1. */
export function cropPlanes(crops: Uint8Array, row: number): Float32Array {
  return Float32Array.from(crops.subarray(row * CROP_BYTES, (row + 1) * CROP_BYTES), (byte) => byte / 255);
}

/**
 * What is true of a shard's crops; the pictures are not read.
 * @param codeCount numbers of a packed code
 * @throws {AsmFitError} input: missing, or files that do not belong together
 */
export function readTruth(path: string, codeCount: number): ShardTruth {
  const file = truthPath(path);
  const truth = readInputFile(file, SHARD_LIMITS);
  const count = inputFileSize(path, SHARD_LIMITS) / CROP_BYTES;
  const bytes = 4 * count * (codeCount + 2 * LANDMARK_COUNT);
  if (truth.length !== bytes)
    throw new AsmFitError('input', `${file}: must have ${bytes} bytes; received ${truth.length}`, SHARD_HINT);
  return {
    count,
    truth: new Float32Array(truth.buffer.slice(truth.byteOffset, truth.byteOffset + truth.length)),
  };
}
