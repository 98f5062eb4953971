import type { DetailStage } from '../detail/detail-stage.ts';
import { DETECTOR_NOISE, type LandmarkNoise } from '../evidence/landmarks/landmark-noise.ts';
import type { SampleCount } from '../evidence/pixels/surface-samples.ts';
import type { InitName, PresetName } from './fit-options.ts';
import {
  ALONE_AFTER_CODES,
  ALONE_AFTER_LANDMARKS,
  boneStage,
  DETAIL,
  FIRST_LANDMARKS,
  FIT_PRIORS,
  OUTLINE,
  OUTLINE_ALONE,
  PIXEL_STAGES,
} from './stage-defaults.ts';
import type { BoneStage, FirstStage, FitPriors, MorphableStage, OutlineStage } from './stages.ts';

/** What a fit does, in order, and with which weights: all that shapes its result. */
export interface Preset {
  /**
   * Surface samples compared across views. Fewer than the face has let the draw decide: of the 4,137 places that there were before rims were left out 2,400 left a
   * scan's face at 0.57 to 0.67 mm from seed to seed, all of them at 0.58 to 0.60.
   */
  readonly sampleCount: SampleCount;
  /** Views that see a sample at a smaller cosine do not count: there are too few pixels to a millimetre. */
  readonly minCosine: number;
  readonly noise: LandmarkNoise;
  readonly priors: FitPriors;
  readonly first: FirstStage;
  /** The morphable head on the pixels, coarse to fine. */
  readonly pixels: readonly MorphableStage[];
  /** The adaptive skinning model, by what made the first mesh. */
  readonly bones: Readonly<Record<InitName, readonly BoneStage[]>>;
  /** Residuals of the skin; null where they are left out, or there is nothing to see of them. */
  readonly detail: DetailStage | null;
  /** What surrounds the face; null where it is left as the face's stages have it. */
  readonly outline: OutlineStage | null;
  /** Side of the skin texture, texels. */
  readonly textureSize: number;
  /** How often the views' sheets in the report are halved. */
  readonly sheetHalvings: number;
}

const COMMON = {
  minCosine: 0.35,
  noise: DETECTOR_NOISE,
  priors: FIT_PRIORS,
  first: { landmarks: FIRST_LANDMARKS, aroundCodes: null },
  detail: DETAIL,
  outline: OUTLINE,
} as const;

function always(stages: readonly BoneStage[]): Preset['bones'] {
  return { deca: stages, landmarks: stages, template: stages };
}

/** `balanced` is the default; `fast` takes fewer steps and samples, `best` more (what each costs: docs/results.md). */
export const PRESETS: Readonly<Record<PresetName, Preset>> = {
  fast: {
    ...COMMON,
    detail: null,
    outline: null,
    textureSize: 512,
    sheetHalvings: 1,
    sampleCount: 2400,
    pixels: PIXEL_STAGES.slice(0, 3).map((stage) => ({ ...stage, steps: stage.steps / 2, minDecrease: 8e-3 })),
    bones: always([
      boneStage('asm-coarse', 0.83, 25, { bones: 1, shading: 0 }),
      boneStage('asm-fine', 0.5, 20, { bones: 0.2, shading: 1 / 2 }),
    ]),
  },
  balanced: {
    ...COMMON,
    textureSize: 1024,
    sheetHalvings: 0,
    sampleCount: 'all',
    pixels: PIXEL_STAGES.map((stage) => ({ ...stage, minDecrease: 2e-3 })),
    bones: always([
      boneStage('asm-coarse', 0.83, 80, { bones: 1, shading: 0 }),
      boneStage('asm-fine', 0.5, 80, { bones: 0.2, shading: 1 / 2 }),
    ]),
  },
  best: {
    ...COMMON,
    textureSize: 1024,
    sheetHalvings: 0,
    sampleCount: 'all',
    pixels: PIXEL_STAGES.map((stage) => ({ ...stage, steps: 1.5 * stage.steps, minDecrease: 1e-3 })),
    bones: always([
      boneStage('asm-coarse', 0.83, 120, { bones: 1, shading: 0 }),
      boneStage('asm-fine', 0.5, 120, { bones: 0.2, shading: 1 / 2 }),
      boneStage('asm-finest', 0.33, 120, { bones: 0.2, shading: 1 / 2 }),
    ]),
  },
};

/**
 * One photograph alone: pixels cannot be compared, and a single view's landmarks know less of a face than the encoder, which
 * looked at the pixels. The model follows the landmarks, no more than the first mesh did, under its full prior; where the
 * first mesh is the encoder's, hardly at all.
 */
const SINGLE_VIEW: Omit<Preset, 'sampleCount' | 'textureSize' | 'sheetHalvings' | 'outline'> = {
  ...COMMON,
  first: { landmarks: FIRST_LANDMARKS, aroundCodes: 0.05 },
  pixels: [],
  bones: { deca: [ALONE_AFTER_CODES], landmarks: [ALONE_AFTER_LANDMARKS], template: [ALONE_AFTER_LANDMARKS] },
  detail: null,
};

/** Whether residuals are asked for, whatever the preset. */
export interface PresetChoice {
  readonly preset: PresetName;
  readonly detail: boolean;
}

/** What a fit of so many views does. */
export function presetFor({ preset: name, detail }: PresetChoice, viewCount: number): Preset {
  const preset = PRESETS[name];
  if (viewCount > 1) return detail && preset.detail === null ? { ...preset, detail: DETAIL } : preset;
  return { ...preset, ...SINGLE_VIEW, outline: preset.outline === null ? null : OUTLINE_ALONE };
}
