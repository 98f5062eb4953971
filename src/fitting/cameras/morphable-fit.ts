import type { Evidence } from '../evidence/evidence.ts';
import type { FitInput } from '../evidence/observe-capture.ts';
import type { InitialHead } from '../first-mesh/initial-head.ts';
import type { HeadState } from '../unknowns/head-state.ts';

/** A capture's fit up to where the adaptive skinning model takes over. */
export interface MorphableFit {
  readonly input: FitInput;
  readonly first: InitialHead;
  /** First mesh [V, 3] mm. */
  readonly initialPositions: Float64Array;
  readonly evidence: Evidence;
  /** After the morphable head's stages; cameras of the working views. */
  readonly state: HeadState;
}

/** How a fit is done again. Each call frees what fits before it left in kernel memory. */
export interface Refits {
  /** From the landmarks of other views. */
  fromLandmarks(input: FitInput): Promise<MorphableFit>;
  /** On the pixels alone, from a head and cameras. */
  fromHead(input: FitInput, first: InitialHead): Promise<MorphableFit>;
  /** Times what is done between fits. */
  time<T>(work: () => Promise<T>): Promise<T>;
}
