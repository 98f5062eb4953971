import { IRIS_POINTS } from '../../../capture/detection/attention-mesh.ts';
import type { EncoderRows } from '../encoder-rows.ts';

/** MediaPipe's points. */
export const LANDMARKS = 468;
/** Points without pose | rotation | camera, the first of the encoder's inputs (encoder-inputs.ts). */
const ROTATION_AT = 3 * LANDMARKS;
const CAMERA_AT = ROTATION_AT + 9;
const IRISES_AT = CAMERA_AT + 3;
const IRISES = 20;
/** Which of the truth's points are told: MediaPipe's, and after iBUG's 68 the irises' middles. */
export const TOLD_LANDMARKS: readonly number[] = Array.from({ length: LANDMARKS + 2 }, (_, l) =>
  l < LANDMARKS ? l : l + 68,
);
/** Points that are farther off count for less, mm: a face behind a hand, or one that the detector takes for another pose. */
const DOUBTED_MM = 4;

/** What a correction learns from: the detector's points in crops whose truth is known. */
export interface LandmarkSamples {
  readonly count: number;
  readonly inputCount: number;
  /** [count, I] */
  readonly inputs: Float32Array;
  /** Numbers of a crop's shifts, 2 L. */
  readonly width: number;
  /** How many of them, the last, go together with no others: the irises'. */
  readonly apart: number;
  /** From the detector's points, MediaPipe's and the irises' middles, to the truth [count, L, 2] mm in the crop, x right, y up. */
  readonly shifts: Float32Array;
  /** What each crop counts [count]. */
  readonly weights: Float64Array;
}

/**
 * The first inputs of the encoder's rows and what is missing of their points:
 *   d = truth / s - (R (template + residual) + t),  w = 1 / (1 + (|d| / 4 mm)^2),
 * s, R, t the pose that was taken off the points, |d| MediaPipe's points' mean distance; irises as the detector has them.
 * @param rows with {@link TOLD_LANDMARKS} as truth, in order @param template [468, 3] mm
 */
export function landmarkSamples(rows: EncoderRows, template: Float64Array): LandmarkSamples {
  const { count, landmarks: truth, local } = rows;
  const inputCount = IRISES_AT + IRISES + local.landmarks.length * local.components;
  const told = TOLD_LANDMARKS.length;
  const inputs = new Float32Array(count * inputCount);
  const shifts = new Float32Array(2 * count * told);
  const weights = new Float64Array(count);
  for (let row = 0; row < count; row++) {
    const input = rows.inputs.subarray(row * rows.inputCount, row * rows.inputCount + inputCount);
    inputs.set(input, row * inputCount);
    const [scale] = input.subarray(CAMERA_AT);
    let distance = 0;
    for (let l = 0; l < told; l++) {
      const seen = l < LANDMARKS ? placeOf(input, template, l) : irisOf(input, l - LANDMARKS);
      const shift = seen.map((x, k) => truth[2 * row * told + k * told + l] / scale - x);
      shifts.set(shift, 2 * (row * told + l));
      if (l < LANDMARKS) distance += Math.hypot(shift[0], shift[1]) / LANDMARKS;
    }
    weights[row] = 1 / (1 + (distance / DOUBTED_MM) ** 2);
  }
  return { count, inputCount, inputs, width: 2 * told, apart: 4, shifts, weights };
}

/** Where the detector has a point, mm in the crop. */
function placeOf(input: Float32Array, template: Float64Array, l: number): [number, number] {
  const at = (k: number): number => {
    let place = input[CAMERA_AT + 1 + k];
    for (let j = 0; j < 3; j++) place += input[ROTATION_AT + 3 * k + j] * (template[3 * l + j] + input[3 * l + j]);
    return place;
  };
  return [at(0), at(1)];
}

/** Where it has the middle of an iris, the right one first, mm in the crop. */
function irisOf(input: Float32Array, eye: number): [number, number] {
  const [scale] = input.subarray(CAMERA_AT);
  const [x, y] = input.subarray(IRISES_AT + 2 * IRIS_POINTS * eye);
  return [(2 * x - 1) / scale, (1 - 2 * y) / scale];
}
