import { FIT_DEFAULTS, FIT_VALUES, type FitOptions } from '../../fitting/options/fit-options.ts';
import { type OptionValue, TOGGLE } from '../../option-value.ts';
import { defaultThreads, SIGNAL, THREADS } from './shared-values.ts';

/** Options of `reconstructFace`; each may be left out. */
export interface ReconstructFaceOptions {
  /** Whether a photograph that shows no person's face is refused, which is a warning else. Not by default. */
  readonly strict?: boolean;
  /** Morph targets that formats write: any of `arkit` (alone the default), `native` and `visemes`. */
  readonly shapes?: FitOptions['shapes'];
  /** What formats write beside the head's parts: any of `cornea`, `eye_occlusion` and `lashes` (all three the default) and `brows`. */
  readonly extras?: FitOptions['extras'];
  /** Threads; the result is the same on any number. By default the machine's cores, at most 8. */
  readonly threads?: number;
  /** Ends the search for the face at once, and the rest between two stages: the promise is rejected with its reason. */
  readonly signal?: AbortSignal | null;
}

/** What `reconstructFace` goes by. */
export type ReconstructFaceSettings = Required<ReconstructFaceOptions>;

/**
 * Options of {@link reconstructFace} where none is given.
 * @example
 * import { RECONSTRUCT_FACE_DEFAULTS } from 'asm-fit';
 *
 * console.log(`${RECONSTRUCT_FACE_DEFAULTS.threads} threads`);
 */
export const RECONSTRUCT_FACE_DEFAULTS: ReconstructFaceSettings = {
  strict: false,
  shapes: FIT_DEFAULTS.shapes,
  extras: FIT_DEFAULTS.extras,
  threads: defaultThreads(),
  signal: null,
};

type Values = { readonly [Name in keyof ReconstructFaceSettings]: OptionValue<ReconstructFaceSettings[Name]> };

/** What each option takes. */
export const RECONSTRUCT_FACE_VALUES: Values = {
  strict: TOGGLE,
  shapes: FIT_VALUES.shapes,
  extras: FIT_VALUES.extras,
  threads: THREADS,
  signal: SIGNAL,
};
