import type { ShapeSpace } from '../../head/shape/shape-space.ts';
import type { Kernels } from '../../kernels/kernel.ts';
import type { FitInput } from '../evidence/observe-capture.ts';
import type { InitName } from '../options/fit-options.ts';
import type { Preset } from '../options/presets.ts';
import type { HeadState } from '../unknowns/head-state.ts';

/** The first mesh of a fit: what DECA gives from pixels, and a landmark fit from points; cameras in pixels of the photographs. */
export interface InitialHead extends HeadState {
  /** The shape space, with what the method expects of the coefficients as its prior. */
  readonly space: ShapeSpace;
  /** What the method expects of the jaws [max(1, G), JAW_POSE]. */
  readonly expectedJaws: Float64Array;
  /** The method's own mesh, before any landmark pulled at it. */
  readonly own: Pick<HeadState, 'coefficients' | 'jaws'>;
  readonly method: InitName;
}

export interface FirstMeshRun {
  readonly preset: Preset;
  /** Waited for. */
  onStep(step: number, loss: number): void | Promise<void>;
}

/** Anything that turns photographs into a first head: the seam behind `--init`. */
export type FirstMesh = (kernels: Kernels, input: FitInput, run: FirstMeshRun) => Promise<InitialHead>;
