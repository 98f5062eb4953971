import type { EncoderRows } from '../encoder-rows.ts';

/** MediaPipe's points. */
export const LANDMARKS = 468;
/** Points without pose | rotation | camera, the first of the encoder's inputs (encoder-inputs.ts). */
const ROTATION_AT = 3 * LANDMARKS;
const CAMERA_AT = ROTATION_AT + 9;
const IRISES = 20;
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
  /** From the detector's points to the truth [count, L, 2] mm in the crop, x right, y up. */
  readonly shifts: Float32Array;
  /** What each crop counts [count]. */
  readonly weights: Float64Array;
}

/**
 * The first inputs of the encoder's rows and what is missing of their points:
 *   d = truth / s - (R (template + residual) + t),  w = 1 / (1 + (|d| / 4 mm)^2),
 * s, R, t the pose that was taken off the points, |d| their mean distance.
 * @param rows with all 468 landmarks as truth, in order @param template [468, 3] mm
 */
export function landmarkSamples(rows: EncoderRows, template: Float64Array): LandmarkSamples {
  const { count, landmarks: truth, local } = rows;
  const inputCount = CAMERA_AT + 3 + IRISES + local.landmarks.length * local.components;
  const inputs = new Float32Array(count * inputCount);
  const shifts = new Float32Array(2 * count * LANDMARKS);
  const weights = new Float64Array(count);
  for (let row = 0; row < count; row++) {
    const input = rows.inputs.subarray(row * rows.inputCount, row * rows.inputCount + inputCount);
    inputs.set(input, row * inputCount);
    const [scale, tx, ty] = input.subarray(CAMERA_AT, CAMERA_AT + 3);
    let distance = 0;
    for (let l = 0; l < LANDMARKS; l++) {
      const shift = [tx, ty].map((t, k) => {
        let place = t;
        for (let j = 0; j < 3; j++) place += input[ROTATION_AT + 3 * k + j] * (template[3 * l + j] + input[3 * l + j]);
        return truth[2 * row * LANDMARKS + k * LANDMARKS + l] / scale - place;
      });
      shifts.set(shift, 2 * (row * LANDMARKS + l));
      distance += Math.hypot(shift[0], shift[1]) / LANDMARKS;
    }
    weights[row] = 1 / (1 + (distance / DOUBTED_MM) ** 2);
  }
  return { count, inputCount, inputs, width: 2 * LANDMARKS, shifts, weights };
}
