import { VIDEO_VIEWS } from '../../capture/frames/choose-frames.ts';
import { FIT_DEFAULTS, FIT_VALUES, type FitOptions } from '../../fitting/options/fit-options.ts';
import { type OptionValue, optionValue, orNull, TOGGLE } from '../../option-value.ts';
import {
  DEFAULT_HEAD,
  defaultThreads,
  HEAD,
  SIGNAL,
  THREADS,
  VIDEO_VIEW_COUNT,
  VIEW_INDICES,
} from './shared-values.ts';

/** Where a fit is. */
export interface FitProgressEvent {
  /** `frames` where a film is looked through, `landmarks`, `segmentation` unless it is switched off, `initialise`, `photometric`, `asm`, `detail` where two views or more are compared (with `fast` where it is asked for), `outline` where two views or more have classes (not with `fast`), and `texture`, in this order. */
  readonly stage: string;
  /** Steps of the stage that are done; 0 when it begins. */
  readonly step: number;
  /** Steps that the stage takes at most; it may end earlier. */
  readonly steps: number;
  /** What the last step's loss came to; null at the beginning of a stage and in stages that have none. */
  readonly loss: number | null;
}

/** Options of `fitPhotographs`; each may be left out. */
export interface FitPhotographsOptions {
  /** Steps and samples: `fast`, `balanced` (the default) or `best`. */
  readonly preset?: FitOptions['preset'];
  /** Optimiser of the skinning model's stages: `adam` (the default), `adamw` or `sgd`. */
  readonly optimizer?: FitOptions['optimizer'];
  /** Seed of the surface samples, 1 by default. */
  readonly seed?: number;
  /** First mesh: from pixels (`deca`, the default), from `landmarks`, or the mean head (`template`). */
  readonly init?: FitOptions['init'];
  /** Whether residuals of the skin, which the bones cannot hold, are told as maps too, and found at all with `fast`. Not by default. */
  readonly detail?: boolean;
  /** Whether a photograph that shows no person's face is refused, which is a warning else. Not by default. */
  readonly strict?: boolean;
  /** Whether faces of different photographs are compared, so that of each the one person's face is taken and strangers are set aside: by default they are. */
  readonly recognition?: boolean;
  /** Whether skin, hair, clothes and background are told apart, so that pixels of skin alone count: by default they are. */
  readonly segmentation?: boolean;
  /** Whether the rig rests with the expression that the photographs share; by default it rests as the neutral face. */
  readonly keepExpression?: boolean;
  /** Side of the painted skin, 512, 1024, 2048 or 4096 texels; null (the default) for the preset's. */
  readonly textureSize?: FitOptions['textureSize'];
  /** What fills skin that no photograph shows; `gan` by default. */
  readonly complete?: FitOptions['complete'];
  /** What becomes of hair: a shell around the skull with `cards` of strands over it (the default), the `shell` alone, or `none`. */
  readonly hair?: FitOptions['hair'];
  /** Joints that a vertex of the rig keeps: 4 (the default), or 8 for engines that take two sets. */
  readonly influences?: FitOptions['influences'];
  /** Morph targets that formats write: any of `arkit` (alone the default), `native` and `visemes`. */
  readonly shapes?: FitOptions['shapes'];
  /** What formats write beside the head's parts: any of `cornea`, `eye_occlusion` and `lashes` (all three the default) and `brows`. */
  readonly extras?: FitOptions['extras'];
  /** Use these views alone, counted from 0; of a film these frames; null (the default) for all, of a film for those that are chosen. */
  readonly views?: readonly number[] | null;
  /** At most so many frames of a film are chosen as views, 8 by default, 64 at most; fewer where it shows the head from fewer sides. */
  readonly videoViews?: number;
  /** Solve the cameras even where capture.json gives them. Not by default. */
  readonly ignoreCameras?: boolean;
  /** Head model: `bundled` (the default), or `ict:<folder>` for your own ICT-FaceKit. */
  readonly head?: string;
  /** Threads and processes; the result is the same on any number. By default the machine's cores, at most 8. */
  readonly threads?: number;
  /** Told of every stage when it begins and of each step; what it throws ends the fit. */
  readonly onProgress?: ((event: FitProgressEvent) => void) | null;
  /** Ends the fit between two steps, and the search for faces at once: the promise is rejected with its reason. */
  readonly signal?: AbortSignal | null;
}

/** What `fitPhotographs` goes by. */
export type FitPhotographsSettings = Required<FitPhotographsOptions>;

/**
 * Options of {@link fitPhotographs} where none is given; those of `asm-fit fit`.
 * @example
 * import { FIT_PHOTOGRAPHS_DEFAULTS } from 'asm-fit';
 *
 * console.log(`preset ${FIT_PHOTOGRAPHS_DEFAULTS.preset} on ${FIT_PHOTOGRAPHS_DEFAULTS.threads} threads`);
 */
export const FIT_PHOTOGRAPHS_DEFAULTS: FitPhotographsSettings = {
  ...FIT_DEFAULTS,
  views: null,
  videoViews: VIDEO_VIEWS,
  ignoreCameras: false,
  head: DEFAULT_HEAD,
  threads: defaultThreads(),
  onProgress: null,
  signal: null,
};

type Values = { readonly [Name in keyof FitPhotographsSettings]: OptionValue<FitPhotographsSettings[Name]> };

/** What each option takes. */
export const FIT_PHOTOGRAPHS_VALUES: Values = {
  ...FIT_VALUES,
  views: orNull(VIEW_INDICES),
  videoViews: VIDEO_VIEW_COUNT,
  ignoreCameras: TOGGLE,
  head: HEAD,
  threads: THREADS,
  onProgress: orNull(
    optionValue<(event: FitProgressEvent) => void>({
      takes: 'a function',
      fault: (value) => (typeof value === 'function' ? null : 'must be a function'),
    }),
  ),
  signal: SIGNAL,
};
