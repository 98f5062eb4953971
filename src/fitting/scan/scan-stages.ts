import { FIT_PRIORS } from '../options/stage-defaults.ts';
import type { BonePrior, BoneRates } from '../priors/bone-prior.ts';
import type { Damping } from '../solvers/damped.ts';
import type { DescentSchedule } from '../solvers/descend.ts';
import { SCAN_TERM, type ScanTermOptions } from './scan-term.ts';

/** A stage of descent on a scan. */
export interface ScanStage {
  readonly name: string;
  readonly schedule: DescentSchedule;
  /** Weight of what is expected of bones and skin. */
  readonly priors: number;
  /** What the scan's landmarks are worth, mm. */
  readonly landmarkMm: number;
  /** Scan points farther from the head than this have no place on it, mm. */
  readonly farMm: number;
}

/** What all stages of a fit to a scan share. */
export interface ScanPreset {
  readonly stages: readonly ScanStage[];
  readonly term: ScanTermOptions;
  readonly rates: BoneRates;
  readonly bones: BonePrior;
  /** Of the Laplacian of the skin's displacement, mm. */
  readonly smoothnessMm: number;
  /** Weight of the fold guard. */
  readonly folds: number;
}

/** Dense scans say more than any prior: it only holds what no point sees. */
const SCAN_PRIOR_FACTOR = 0.1;

const DESCENT = { refreshSteps: 10, settlingSteps: 10, patience: 60, minDecrease: 1e-4 } as const;
const COARSE = { priors: 1, landmarkMm: 2, farMm: 20 } as const;

export const SCAN_PRESET: ScanPreset = {
  stages: [
    { ...COARSE, name: 'scan-coarse', schedule: { ...DESCENT, steps: 100 } },
    {
      name: 'scan-fine',
      schedule: { ...DESCENT, steps: 400 },
      priors: SCAN_PRIOR_FACTOR,
      landmarkMm: 10,
      farMm: 8,
    },
  ],
  term: SCAN_TERM,
  // Three times as fast as on photographs: points of a scan pull without a doubt.
  rates: {
    translation: 0.15,
    rotation: 0.03,
    logScale: 0.03,
    binding: 4.5e-3,
    mixtureMean: 4.5e-3,
    mixtureLogPrecision: 0.03,
    mixtureShear: 0.03,
    mixtureLogit: 0.09,
  },
  bones: FIT_PRIORS.bones,
  smoothnessMm: 0.25,
  folds: 50,
};

/** Enough to see whether a head's lids are as the scan's. */
export const LOOK_PRESET: ScanPreset = {
  ...SCAN_PRESET,
  stages: [{ ...COARSE, name: 'scan-look', schedule: { ...DESCENT, steps: 50 } }],
};

/** A stage of damped least squares on a scan. */
export interface MorphableScanStage {
  readonly steps: number;
  /** Weight of the shape space's prior. */
  readonly priors: number;
  readonly landmarkMm: number;
  readonly farMm: number;
}

export interface MorphableScanPreset {
  readonly stages: readonly MorphableScanStage[];
  readonly term: ScanTermOptions;
  readonly minDecrease: number;
  readonly damping: Damping;
}

export const MORPHABLE_SCAN_PRESET: MorphableScanPreset = {
  stages: [
    { ...COARSE, steps: 4 },
    { steps: 10, priors: SCAN_PRIOR_FACTOR, landmarkMm: 10, farMm: 8 },
  ],
  term: SCAN_TERM,
  minDecrease: 0,
  damping: { start: 1e-9, least: 1e-9, most: 1e3, relax: 10, raise: 1e3 },
};
