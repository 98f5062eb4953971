import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { dataFolder } from '../../../files/package-files.ts';
import { loadPointDeviations, type PointDeviations } from './point-deviations.ts';

/**
 * Where MediaPipe's points lie beside their places on the head, on average over identities, by pitch and yaw:
 * measured on renders with truth (scripts/head/measure-bias.ts). mm at the head, along the image's axes with
 * the head's roll undone.
 */
export interface LandmarkBias {
  /** Ascending, degrees [P] and [Y]. */
  readonly pitches: readonly number[];
  readonly yaws: readonly number[];
  /** [P, Y, 468, 2] */
  readonly offsets: Float64Array;
  /** What an open mouth adds; null: nothing. */
  readonly openMouth: OpenMouthBias | null;
  /** What is left; null: the same of all points. */
  readonly deviations: PointDeviations | null;
}

/** How points stray for each mm that the lips are parted beyond shut ones, by yaw (scripts/head/measure-open-mouths.ts). */
export interface OpenMouthBias {
  /** Ascending, degrees [Y] */
  readonly yaws: readonly number[];
  /** On average, axes as above [Y, 468, 2]. */
  readonly offsetsPerMm: Float64Array;
  /** Standard deviation about that along an axis, over people and lights [Y, 468]. */
  readonly spreadPerMm: Float64Array;
}

export function loadLandmarkBias(folder = join(dataFolder(), 'head')): LandmarkBias | null {
  const path = join(folder, 'landmark-bias.json');
  if (!existsSync(path)) return null;
  const json = JSON.parse(readFileSync(path, 'utf8')) as { pitches: number[]; yaws: number[]; offsetsMm: number[][][] };
  return {
    pitches: json.pitches,
    yaws: json.yaws,
    offsets: Float64Array.from(json.offsetsMm.flat(2)),
    openMouth: loadOpenMouthBias(folder),
    deviations: loadPointDeviations(folder),
  };
}

function loadOpenMouthBias(folder: string): OpenMouthBias | null {
  const path = join(folder, 'open-mouth-bias.json');
  if (!existsSync(path)) return null;
  const json = JSON.parse(readFileSync(path, 'utf8')) as {
    yaws: number[];
    offsetsPerMm: number[][];
    spreadPerMm: number[][];
  };
  return {
    yaws: json.yaws,
    offsetsPerMm: Float64Array.from(json.offsetsPerMm.flat()),
    spreadPerMm: Float64Array.from(json.spreadPerMm.flat()),
  };
}

/** Linear interpolation of rows [Y, N] between measured yaws, held beyond them. @returns [N] */
export function atYaw(yaws: readonly number[], rows: Float64Array, yaw: number): Float64Array {
  const stride = rows.length / yaws.length;
  const [y, t] = bracket(yaws, yaw);
  return Float64Array.from(
    { length: stride },
    (_, i) => (1 - t) * rows[y * stride + i] + t * rows[(y + 1) * stride + i],
  );
}

/** Bilinear interpolation between the measured poses, held beyond them. @returns [468, 2] mm */
export function biasAt(bias: LandmarkBias, yaw: number, pitch: number): Float64Array {
  const { yaws, pitches, offsets } = bias;
  const stride = offsets.length / (yaws.length * pitches.length);
  const [p, s] = bracket(pitches, pitch);
  const [y, t] = bracket(yaws, yaw);
  const cell = (i: number, j: number): number => (i * yaws.length + j) * stride;
  const corners: readonly (readonly [number, number])[] = [
    [cell(p, y), (1 - s) * (1 - t)],
    [cell(p, y + 1), (1 - s) * t],
    [cell(p + 1, y), s * (1 - t)],
    [cell(p + 1, y + 1), s * t],
  ];
  const out = new Float64Array(stride);
  for (const [start, weight] of corners) for (let i = 0; i < stride; i++) out[i] += weight * offsets[start + i];
  return out;
}

/** Index of the interval of an ascending list that holds the value, and how far along it lies, in 0..1. */
function bracket(limits: readonly number[], value: number): [number, number] {
  const clamped = Math.min(limits[limits.length - 1], Math.max(limits[0], value));
  const upper = Math.max(
    1,
    limits.findIndex((limit) => clamped <= limit),
  );
  return [upper - 1, (clamped - limits[upper - 1]) / (limits[upper] - limits[upper - 1])];
}
