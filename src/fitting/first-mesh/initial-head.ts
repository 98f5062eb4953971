import type { Camera } from '../../geometry/camera.ts';
import type { ShapeSpace } from '../../head/shape/shape-space.ts';
import type { Kernels } from '../../kernels/kernel.ts';
import type { FitInput } from '../evidence/observe-capture.ts';
import type { InitName } from '../options/fit-options.ts';
import type { Preset } from '../options/presets.ts';

/** The first mesh of a fit: what DECA gives from pixels, and a landmark fit from points. */
export interface InitialHead {
  /** Coefficients of the shape space. */
  readonly coefficients: Float64Array;
  /** What the expressions of the views add to the shared one, in groups of the shape space's expression columns; may be empty. */
  readonly deviations: Float64Array;
  /** Cameras in head space, pixels of the photographs. */
  readonly cameras: readonly Camera[];
  /** The shape space, with what the method expects of the coefficients as its prior. */
  readonly space: ShapeSpace;
  /** Coefficients of the method's own mesh, before any landmark pulled at it. */
  readonly ownCoefficients: Float64Array;
  readonly method: InitName;
}

export interface FirstMeshRun {
  readonly preset: Preset;
  /** Waited for. */
  onStep(step: number, loss: number): void | Promise<void>;
}

/** Anything that turns photographs into a first head: the seam behind `--init`. */
export type FirstMesh = (kernels: Kernels, input: FitInput, run: FirstMeshRun) => Promise<InitialHead>;
