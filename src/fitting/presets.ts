import type { AsmStage } from './asm-objective.ts';
import { PHOTOMETRIC_LEVELS, type PhotometricLevel, type PhotometricWeights } from './photometric-fit.ts';

export const PRESET_NAMES = ['fast', 'balanced', 'best'] as const;
export type PresetName = (typeof PRESET_NAMES)[number];

/** What a fit does, in order. */
export interface Preset {
  /** Surface samples compared across views. */
  readonly sampleCount: number;
  readonly photometric: readonly PhotometricLevel[];
  readonly weights: PhotometricWeights;
  readonly asm: readonly AsmStage[];
}

const WEIGHTS: PhotometricWeights = { landmarks: 5, closure: 0.3 };

function stage(name: string, blurMm: number | null, steps: number, priorFactor: number): AsmStage {
  return {
    name,
    blurMm,
    steps,
    lambda: Number(process.env.LA ?? 1 / 8),
    shadingLambda: name === 'asm-fine' ? Number(process.env.SL ?? 0) : 0,
    landmarkFactor: Number(process.env.AW ?? WEIGHTS.landmarks),
    priorFactor,
  };
}

/** `balanced` is the default; `fast` halves steps and samples, `best` doubles them. */
export const PRESETS: Readonly<Record<PresetName, Preset>> = {
  fast: {
    sampleCount: 1200,
    photometric: PHOTOMETRIC_LEVELS.map((level) => ({ ...level, steps: level.steps / 2 })),
    weights: WEIGHTS,
    asm: [stage('asm-coarse', 0.83, 60, 1), stage('asm-fine', 0.5, 60, 0.2)],
  },
  balanced: {
    sampleCount: 1800,
    photometric: PHOTOMETRIC_LEVELS,
    weights: WEIGHTS,
    asm: [stage('asm-coarse', 0.83, 100, 1), stage('asm-fine', 0.5, 120, 0.2)],
  },
  best: {
    sampleCount: 3600,
    photometric: PHOTOMETRIC_LEVELS.map((level) => ({ ...level, steps: 1.5 * level.steps })),
    weights: WEIGHTS,
    asm: [stage('asm-coarse', 0.83, 150, 1), stage('asm-fine', 0.5, 150, 0.2), stage('asm-finest', 0.33, 150, 0.2)],
  },
};

/** Without a second view pixels cannot be compared: the model then follows the landmarks under its full prior. */
export const SINGLE_VIEW_STAGES: readonly AsmStage[] = [stage('asm-landmarks', null, 120, 3)];
