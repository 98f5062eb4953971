import type { Intrinsics } from '../distortion.ts';

export type CaptureUnit = 'mm' | 'm' | 'arbitrary' | 'unknown';

/** Where a camera stands, as OpenCV has it: x_cam = R x + t. */
export interface Pose {
  /** [3, 3] row by row */
  readonly rotation: readonly number[];
  /** [3] in the capture's unit */
  readonly translation: readonly number[];
}

/** What is said of one photograph before it is opened. Paths are relative to the capture's folder and stay inside it. */
export interface DescribedView {
  /** Where the source says it, for messages: `views.3`. */
  readonly place: string;
  readonly image: string;
  /** Pixels that the image must have, where they are said: its camera belongs to no other size. */
  readonly width?: number | undefined;
  readonly height?: number | undefined;
  /** pixels of the image as it is stored upright, pixel centres at +0.5 */
  readonly intrinsics?: Intrinsics | undefined;
  readonly pose?: Pose | undefined;
  /** OpenCV's k1, k2, p1, p2, k3 .. k6 */
  readonly distortion?: readonly number[] | undefined;
  /** A picture that is white where the photograph counts. */
  readonly mask?: string | undefined;
  /** A label image: the class of each pixel (docs/segmentation.md). */
  readonly labels?: string | undefined;
  /** Views of one expression share it. */
  readonly expression?: string | undefined;
  /** Views of one camera share a focal length. */
  readonly camera?: string | undefined;
}

/** A scan of the person. */
export interface DescribedScan {
  readonly mesh: string;
  /** [68, 3] in the units of the mesh */
  readonly landmarks68: Float64Array | null;
}

/** A capture as its files describe it, with no picture opened. */
export interface CaptureDescription {
  readonly folder: string;
  /** The file that says what is known of the views, for messages; the capture itself where none does. */
  readonly source: string;
  readonly unit: CaptureUnit;
  readonly views: readonly DescribedView[];
  readonly scan: DescribedScan | null;
  /** Pictures that somebody names must decode; of those found in a folder one may be missed. */
  readonly pictures: 'named' | 'found';
  /** The one file that may be a film, whose frames are the views then; null where photographs are told apart. */
  readonly film: string | null;
}

/** A way to describe a capture: one file of this folder, and one line in `capture-formats.ts`. */
export interface CaptureFormat {
  /** In messages and documents. */
  readonly name: string;
  /** Whether what lies there is of this format: cheap, with nothing opened. @param path of a file or folder that exists */
  detect(path: string): boolean;
  /** @throws {AsmFitError} input: with the place in the file and what it must be */
  read(path: string): CaptureDescription;
}
