import { HEAD_EXTRAS, type HeadExtra } from '../../head/cards/head-extras.ts';
import { SHAPE_SETS, type ShapeSet } from '../../head/face-shapes/shape-sets.ts';
import { OPTIMIZER_NAMES, type OptimizerName } from '../../optimizers/optimizer.ts';
import {
  checkOptions,
  choice,
  namesOf,
  namesOrNone,
  numberChoice,
  type OptionValue,
  orNull,
  SEED,
  TOGGLE,
} from '../../option-value.ts';
import { COMPLETION_NAMES, type CompletionName } from '../../render/texture/completion/completion-name.ts';
import { HAIR_NAMES, type HairName } from '../hair/hair-name.ts';

/**
 * Presets of a fit, from the quickest to the most thorough (docs/cli.md).
 * @example
 * import { PRESET_NAMES, type PresetName } from 'asm-fit';
 *
 * const isPreset = (name: string): name is PresetName => (PRESET_NAMES as readonly string[]).includes(name);
 * console.log(isPreset('fast'));
 */
export const PRESET_NAMES = ['fast', 'balanced', 'best'] as const;
/** How much a fit spends: `fast` takes fewer steps and samples than `balanced`, `best` more (docs/cli.md). */
export type PresetName = (typeof PRESET_NAMES)[number];
/**
 * Where the first mesh comes from: DECA's encoder, the landmarks alone, or the mean head as it is.
 * @example
 * import { INIT_NAMES } from 'asm-fit';
 *
 * for (const init of INIT_NAMES) console.log(init);
 */
export const INIT_NAMES = ['deca', 'landmarks', 'template'] as const;
/** What makes the first mesh. */
export type InitName = (typeof INIT_NAMES)[number];

const TEXTURE_SIZES = [512, 1024, 2048, 4096] as const;
/** Sides that a skin is painted in, texels. */
export type TextureSize = (typeof TEXTURE_SIZES)[number];

const INFLUENCE_COUNTS = [4, 8] as const;
/** Joints that a vertex may hang on, as engines take them: in sets of four. */
export type InfluenceCount = (typeof INFLUENCE_COUNTS)[number];
export const INFLUENCES: OptionValue<InfluenceCount> = numberChoice(INFLUENCE_COUNTS);

/** What shapes a fit, beside its photographs and its head. */
export interface FitOptions {
  /** Steps and samples. */
  readonly preset: PresetName;
  /** Of the skinning model's stages. */
  readonly optimizer: OptimizerName;
  /** Of the surface samples. */
  readonly seed: number;
  /** What makes the first mesh. */
  readonly init: InitName;
  /** Whether smooth residuals of the skin follow the model's fit. */
  readonly detail: boolean;
  /** Whether a photograph that shows no person's face is refused. */
  readonly strict: boolean;
  /** Whether faces of different photographs are compared, so that all are one person's. */
  readonly recognition: boolean;
  /** Whether skin, hair, clothes and background are told apart, and pixels of skin alone count. */
  readonly segmentation: boolean;
  /** Whether the rig rests with the expression that the photographs share; as the neutral face otherwise. */
  readonly keepExpression: boolean;
  /** Side of the painted skin, texels; the preset's where it is null. */
  readonly textureSize: TextureSize | null;
  /** What fills skin that no photograph shows. */
  readonly complete: CompletionName;
  /** What becomes of hair that the photographs show. */
  readonly hair: HairName;
  /** Joints that a vertex of the rig keeps. */
  readonly influences: InfluenceCount;
  /** Families of morph targets that formats write: ARKit's 52, the head's own expressions, visemes. */
  readonly shapes: readonly ShapeSet[];
  /** Corneas and cards of hair that formats write beside the head's parts. */
  readonly extras: readonly HeadExtra[];
}

export const FIT_DEFAULTS: FitOptions = {
  preset: 'balanced',
  optimizer: 'adam',
  seed: 1,
  init: 'deca',
  detail: false,
  strict: false,
  recognition: true,
  segmentation: true,
  keepExpression: false,
  textureSize: null,
  complete: 'gan',
  hair: 'cards',
  influences: 4,
  shapes: ['arkit'],
  extras: ['cornea', 'eye_occlusion', 'lashes'],
};

/** A fit's options alone, of more that were set. */
export function fitOptionsOf({
  preset,
  optimizer,
  seed,
  init,
  detail,
  strict,
  recognition,
  segmentation,
  keepExpression,
  textureSize,
  complete,
  hair,
  influences,
  shapes,
  extras,
}: FitOptions): FitOptions {
  return {
    preset,
    optimizer,
    seed,
    init,
    detail,
    strict,
    recognition,
    segmentation,
    keepExpression,
    textureSize,
    complete,
    hair,
    influences,
    shapes,
    extras,
  };
}

/** What each option takes, from code as on the command line. */
export const FIT_VALUES: { readonly [Name in keyof FitOptions]: OptionValue<FitOptions[Name]> } = {
  preset: choice(PRESET_NAMES),
  optimizer: choice(OPTIMIZER_NAMES),
  seed: SEED,
  init: choice(INIT_NAMES),
  detail: TOGGLE,
  strict: TOGGLE,
  recognition: TOGGLE,
  segmentation: TOGGLE,
  keepExpression: TOGGLE,
  textureSize: orNull(numberChoice(TEXTURE_SIZES)),
  complete: choice(COMPLETION_NAMES),
  hair: choice(HAIR_NAMES),
  influences: INFLUENCES,
  shapes: namesOf('shapes', SHAPE_SETS),
  extras: namesOrNone('extras', HEAD_EXTRAS),
};

/** @throws {AsmFitError} usage: an option is unknown, missing, or not what {@link FIT_VALUES} takes */
export function checkFitOptions(options: FitOptions): void {
  checkOptions('fit options', FIT_VALUES, options);
}
