import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { dataFolder } from './bundled-head.ts';

/**
 * Where MediaPipe's points lie beside their places on the head, on average over identities, by yaw:
 * measured on renders with truth (scripts/head/embed.ts). mm at the head, along the image's axes with
 * the head's roll undone.
 */
export interface LandmarkBias {
  /** Ascending, degrees [Y]. */
  readonly yaws: readonly number[];
  /** [Y, 468, 2] */
  readonly offsets: Float64Array;
}

export function loadLandmarkBias(folder = join(dataFolder(), 'head')): LandmarkBias | null {
  const path = join(folder, 'landmark-bias.json');
  if (!existsSync(path)) return null;
  const json = JSON.parse(readFileSync(path, 'utf8')) as { yaws: number[]; offsetsMm: number[][] };
  return { yaws: json.yaws, offsets: Float64Array.from(json.offsetsMm.flat()) };
}

/** Linear interpolation between the measured yaws, held beyond them. @returns [468, 2] mm */
export function biasAt(bias: LandmarkBias, yaw: number): Float64Array {
  const { yaws, offsets } = bias;
  const stride = offsets.length / yaws.length;
  const clamped = Math.min(yaws[yaws.length - 1], Math.max(yaws[0], yaw));
  const upper = Math.max(
    1,
    yaws.findIndex((limit) => clamped <= limit),
  );
  const t = (clamped - yaws[upper - 1]) / (yaws[upper] - yaws[upper - 1]);
  const a = offsets.subarray((upper - 1) * stride, upper * stride);
  const b = offsets.subarray(upper * stride, (upper + 1) * stride);
  return a.map((x, i) => (1 - t) * x + t * b[i]);
}
