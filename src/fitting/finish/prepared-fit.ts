import type { Evidence } from '../evidence/evidence.ts';
import type { FitInput } from '../evidence/observe-capture.ts';
import type { InitialHead } from '../first-mesh/initial-head.ts';
import type { FitOptions } from '../options/fit-options.ts';
import type { Preset } from '../options/presets.ts';
import type { FitRecord } from '../progress/fit-record.ts';
import type { HeadState } from '../unknowns/head-state.ts';

/** A capture's fit up to where the adaptive skinning model takes over. */
export interface PreparedFit {
  readonly input: FitInput;
  readonly options: FitOptions;
  readonly preset: Preset;
  readonly first: InitialHead;
  /** First mesh [V, 3] mm. */
  readonly initialPositions: Float64Array;
  readonly evidence: Evidence;
  /** After the morphable head's stages; cameras of the working views. */
  readonly state: HeadState;
  readonly record: Pick<FitRecord, 'losses' | 'stages'>;
}
