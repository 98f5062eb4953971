import type { MorphableFit } from '../cameras/morphable-fit.ts';
import type { FitOptions } from '../options/fit-options.ts';
import type { Preset } from '../options/presets.ts';
import type { FitRecord } from '../progress/fit-record.ts';

/** A capture's fit up to where the adaptive skinning model takes over, and how it goes on. */
export interface PreparedFit extends MorphableFit {
  readonly options: FitOptions;
  readonly preset: Preset;
  readonly record: Pick<FitRecord, 'losses' | 'stages'>;
}
