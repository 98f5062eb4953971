import type { LandmarkSamples } from './landmark-samples.ts';
import { type LearntCorrection, toldShifts } from './regress-correction.ts';

/** How far points lie from their places, mm: mean of all and of groups, and the median over crops. */
export interface LandmarkErrors {
  readonly median: number;
  readonly mean: number;
  readonly lips: number;
  readonly lids: number;
  readonly chin: number;
}

/** Errors of the detector's points and of the corrected ones on crops that were not learnt from. */
export interface CorrectionRecord {
  readonly crops: number;
  readonly before: LandmarkErrors;
  readonly after: LandmarkErrors;
}

const GROUPS = {
  lips: [0, 13, 14, 17, 61, 78, 82, 87, 291, 308, 312, 317],
  lids: [145, 153, 158, 159, 374, 380, 385, 386],
  chin: [148, 149, 152, 176, 377, 378, 400],
} as const;

/** Of the last `count` crops. */
export function correctionErrors(
  samples: LandmarkSamples,
  correction: LearntCorrection,
  count: number,
): CorrectionRecord {
  const missed: { readonly before: Float64Array; readonly after: Float64Array }[] = [];
  for (let row = samples.count - count; row < samples.count; row++) {
    const shifts = samples.shifts.subarray(row * samples.width, (row + 1) * samples.width);
    const told = toldShifts(samples, correction, row);
    missed.push({ before: lengths(shifts), after: lengths(shifts.map((x, i) => x - told[i])) });
  }
  return {
    crops: count,
    before: errorsOf(missed.map(({ before }) => before)),
    after: errorsOf(missed.map(({ after }) => after)),
  };
}

function lengths(shifts: ArrayLike<number>): Float64Array {
  return Float64Array.from({ length: shifts.length / 2 }, (_, l) => Math.hypot(shifts[2 * l], shifts[2 * l + 1]));
}

function errorsOf(crops: readonly Float64Array[]): LandmarkErrors {
  const meanOf = (values: ArrayLike<number>): number =>
    Array.from(values).reduce((sum, x) => sum + x, 0) / values.length;
  const group = (name: keyof typeof GROUPS): number =>
    meanOf(crops.map((errors) => meanOf(GROUPS[name].map((l) => errors[l]))));
  const means = crops.map(meanOf);
  return {
    median: [...means].sort((a, b) => a - b)[means.length >> 1],
    mean: meanOf(means),
    lips: group('lips'),
    lids: group('lids'),
    chin: group('chin'),
  };
}
