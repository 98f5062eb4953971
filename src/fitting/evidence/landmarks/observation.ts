import type { LandmarkScheme } from '../../../capture/landmark-file.ts';

/** Landmarks of one view in their own scheme. */
export interface ViewObservation {
  readonly scheme: LandmarkScheme;
  /** [L, 2] pixels of the photograph */
  readonly points: Float64Array;
  /** [L] */
  readonly confidence: Float64Array;
  /** MediaPipe's points 468 to 477 [10, 2] pixels of the photograph; null where nobody placed them. */
  readonly irises: Float64Array | null;
  /** The lids' rims where the network sees them [32, 2] pixels of the photograph, the right eye first; absent where it did not look. */
  readonly rims?: Float64Array;
  /** The points along the lips where the network sees them [LIP_POINTS, 2] pixels of the photograph; absent where it did not look. */
  readonly lips?: Float64Array;
}

/** Pixels of the same L points in one view. */
export interface Observation {
  /** [L, 2] */
  readonly points: Float64Array;
  /** [L] */
  readonly confidence: Float64Array;
  /** How far the lips are parted at this moment, mm, by the photograph that shows it best; absent: by this one. */
  readonly partingMm?: number;
}
