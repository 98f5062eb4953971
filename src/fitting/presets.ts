import type { AsmStage } from './asm-problem.ts';
import type { PresetName } from './fit-options.ts';
import { PHOTOMETRIC_LEVELS, type PhotometricLevel } from './photometric-fit.ts';

/** What a fit does, in order. */
export interface Preset {
  /** Surface samples compared across views. */
  readonly sampleCount: number;
  readonly photometric: readonly PhotometricLevel[];
  /** A photometric level ends when a step lowers its loss by less than this share. */
  readonly tolerance: number;
  readonly asm: readonly AsmStage[];
  /** Side of the skin texture, texels. */
  readonly textureSize: number;
  /** How often the views' sheets in the report are halved. */
  readonly sheetHalvings: number;
}

/** Bones follow the landmarks closely: what they do around one feature leaves the rest of the shape alone. */
const LANDMARKS = 8;
const PIXELS = 1 / 2;

function stage(
  name: string,
  blurMm: number | null,
  steps: number,
  priorFactor: number,
  shadingLambda: number,
): AsmStage {
  return { name, blurMm, steps, lambda: PIXELS, shadingLambda, landmarkFactor: LANDMARKS, priorFactor };
}

/** `balanced` is the default; `fast` halves steps and samples, `best` doubles them (what each costs: docs/results.md). */
export const PRESETS: Readonly<Record<PresetName, Preset>> = {
  fast: {
    sampleCount: 1000,
    photometric: PHOTOMETRIC_LEVELS.slice(0, 3).map((level) => ({ ...level, steps: level.steps / 2 })),
    tolerance: 8e-3,
    asm: [stage('asm-coarse', 0.83, 25, 1, 0), stage('asm-fine', 0.5, 20, 0.2, PIXELS)],
    textureSize: 512,
    sheetHalvings: 1,
  },
  balanced: {
    sampleCount: 2400,
    photometric: PHOTOMETRIC_LEVELS,
    tolerance: 4e-3,
    asm: [stage('asm-coarse', 0.83, 80, 1, 0), stage('asm-fine', 0.5, 80, 0.2, PIXELS)],
    textureSize: 1024,
    sheetHalvings: 0,
  },
  best: {
    sampleCount: 3600,
    photometric: PHOTOMETRIC_LEVELS.map((level) => ({ ...level, steps: 1.5 * level.steps })),
    tolerance: 1e-3,
    asm: [
      stage('asm-coarse', 0.83, 120, 1, 0),
      stage('asm-fine', 0.5, 120, 0.2, PIXELS),
      stage('asm-finest', 0.33, 120, 0.2, PIXELS),
    ],
    textureSize: 1024,
    sheetHalvings: 0,
  },
};

/**
 * Without a second view pixels cannot be compared: the model then follows the landmarks, no more than the first mesh
 * did, under its full prior; where the first mesh looked at the pixels itself, hardly at all.
 * @param method of the first mesh
 */
export function singleViewStages(method: string): readonly AsmStage[] {
  return [{ ...stage('asm-landmarks', null, 120, 3, 0), landmarkFactor: method === 'deca' ? 0.01 : 1 }];
}
