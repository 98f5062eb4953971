import type { LandmarkScheme } from '../../capture/landmark-file.ts';
import type { View } from '../../capture/load-capture.ts';
import type { Camera } from '../../geometry/camera.ts';
import type { ShapeSpace } from '../../head/shape/shape-space.ts';
import type { RigLayout } from '../unknowns/rig.ts';

/** Landmarks of one view as every initialiser gets them. */
export interface ViewObservation {
  readonly scheme: LandmarkScheme;
  /** [L, 2] pixels of the photograph */
  readonly points: Float64Array;
  /** [L] */
  readonly confidence: Float64Array;
}

/** The first mesh of a fit: what DECA gives from pixels, and a landmark fit from points. */
export interface InitialHead {
  /** Coefficients of the shape space. */
  readonly coefficients: Float64Array;
  /** What the expressions of the views add to the shared one, in groups of the shape space's expression columns; may be empty. */
  readonly deviations: Float64Array;
  /** Cameras in head space, pixels of the photographs. */
  readonly cameras: readonly Camera[];
  readonly layout: RigLayout;
  /** The shape space, with what the method expects of the coefficients as its prior. */
  readonly space: ShapeSpace;
  /** Coefficients of the method's own mesh, before any landmark pulled at it. */
  readonly mesh: Float64Array;
  readonly method: string;
}

/** Anything that turns photographs into a first head: the seam behind `--init`. */
export interface HeadInitializer {
  initialize(views: readonly View[], observations: readonly (ViewObservation | null)[]): Promise<InitialHead>;
}
