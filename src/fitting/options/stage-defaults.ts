import type { DetailStage } from '../detail/detail-stage.ts';
import { CLOSURE } from '../terms/closure-term.ts';
import { CONSISTENCY_TERM } from '../terms/consistency-term.ts';
import { LANDMARK } from '../terms/landmark-term.ts';
import { SHADING_TERM } from '../terms/shading-term.ts';
import { HEAD_UNKNOWNS } from '../unknowns/head-state.ts';
import type { BoneStage, FitPriors, MorphableStage, OutlineStage } from './stages.ts';

const DEGREE = Math.PI / 180;

export const FIT_PRIORS: FitPriors = {
  bones: {
    sigma: {
      translation: 5.5,
      rotation: 0.15,
      logScale: 0.15,
      binding: 0.03,
      mixtureMean: 0.03,
      mixtureLogPrecision: 0.3,
      mixtureShear: 0.3,
      mixtureLogit: 1,
    },
    detailTranslation: 2.5,
    mirrorRatio: 3,
  },
  smoothnessMm: 0.08,
  deviationScale: 0.03,
  zoomScale: 0.04,
  translationMm: 0.3,
  jaw: { open: 1.5 * DEGREE, shut: 0.5 * DEGREE, turn: 0.5 * DEGREE, across: 0.5, forwards: 1 },
};

/** Beside landmarks that are trusted to millimetres, gaps must not bend the whole face. */
export const FIRST_LANDMARKS: MorphableStage = {
  name: 'initialise',
  free: HEAD_UNKNOWNS,
  terms: [
    { term: LANDMARK, weight: 1 },
    { term: CLOSURE, weight: 0.1 },
  ],
  blurMm: null,
  steps: 40,
  // Pixels go on from there.
  minDecrease: 3e-4,
  refreshSteps: 1,
  damping: { start: 1e-3, least: 1e-9, most: 1e6, relax: 6, raise: 8 },
};

/**
 * From 1.3 mm down to a third. At 2 mm and above the patches no longer lie in one plane and the loss's
 * minimum leaves the truth by more than a landmark fit does (docs/decisions.md).
 */
export const PIXEL_STAGES: readonly MorphableStage[] = [
  pixelStage(1.33, 16, 1 / 32),
  pixelStage(0.83, 16, 1 / 16),
  pixelStage(0.5, 8, 1 / 12),
  pixelStage(0.33, 8, 1 / 12),
];

/**
 * Landmarks beside the pixels keep each view from sliding into a false match and the mesh from sliding along the skin, which
 * pixels do not see.
 */
function pixelStage(blurMm: number, steps: number, consistency: number): MorphableStage {
  return {
    name: `pixels ${blurMm} mm`,
    free: HEAD_UNKNOWNS,
    terms: [
      { term: CONSISTENCY_TERM, weight: consistency },
      { term: LANDMARK, weight: 3 },
      { term: CLOSURE, weight: 0.3 },
    ],
    blurMm,
    steps,
    minDecrease: 4e-3,
    refreshSteps: 4,
    damping: { start: 1e-3, least: 1e-4, most: 10, relax: 4, raise: 10 },
  };
}

const BONE_STAGE = {
  rates: {
    bones: {
      translation: 0.05,
      rotation: 0.01,
      logScale: 0.01,
      binding: 1.5e-3,
      mixtureMean: 1.5e-3,
      mixtureLogPrecision: 0.01,
      mixtureShear: 0.01,
      mixtureLogit: 0.03,
    },
    rig: { rotation: 2e-4, translation: 0.05, logFocal: 2e-4 },
    expression: 0.03,
    jaw: { rotation: 2e-4, slide: 0.01 },
  },
} as const;

const DESCENT = { refreshSteps: 20, settlingSteps: 10, patience: 30, minDecrease: 1e-4 } as const;
const FOLDS = 200;
const GAPS = { term: CLOSURE, weight: 0.3 } as const;

/** Bones follow the landmarks closely: what they do around one feature leaves the rest of the shape alone. */
export function boneStage(
  name: string,
  blurMm: number,
  steps: number,
  weights: { readonly bones: number; readonly shading: number },
): BoneStage {
  const shading = weights.shading > 0 ? [{ term: SHADING_TERM, weight: weights.shading }] : [];
  return {
    ...BONE_STAGE,
    name,
    terms: [{ term: LANDMARK, weight: 8 }, { term: CONSISTENCY_TERM, weight: 1 / 2 }, ...shading, GAPS],
    blurMm,
    schedule: { ...DESCENT, steps },
    priors: { bones: weights.bones, smoothness: weights.bones, folds: FOLDS },
  };
}

function aloneStage(landmark: number): BoneStage {
  return {
    ...BONE_STAGE,
    name: 'asm-landmarks',
    terms: [{ term: LANDMARK, weight: landmark }, GAPS],
    blurMm: null,
    schedule: { ...DESCENT, steps: 120 },
    priors: { bones: 3, smoothness: 3, folds: FOLDS },
  };
}

export const ALONE_AFTER_LANDMARKS = aloneStage(1);
export const ALONE_AFTER_CODES = aloneStage(0.01);

/** Pores and stubble are found within a patch of 2.5 mm; wider ones leave the curved skin. */
export const DETAIL: DetailStage = {
  name: 'detail',
  rounds: 2,
  bandMm: 0.8,
  minCosine: 0.35,
  patch: { radiusMm: 2.5, stepMm: 0.5 },
  search: { reachMm: 2.5, stepMm: 0.25, sigma: 0.1, leastCorrelation: 0.7 },
  smoothing: { prior: { sigmaMm: 3, smoothMm: 0.25 }, robustMm: 0.6 },
};

/** The face leaves what surrounds it to the outline, coarse first: Cauchy's scale falls from 30 to 3 mm. */
export const OUTLINE: OutlineStage = {
  name: 'outline',
  spacingMm: 3,
  faceMm: 0.5,
  cameras: { sigmaMm: 0.5, points: 10, zoomSigma: 0.04 },
  identity: { scalesMm: [30, 30, 15, 8, 5, 3], reachMm: 40, points: 40, hairWeight: 0.05 },
  smooth: {
    scalesMm: [9, 5, 3, 3],
    reachMm: 16,
    points: 160,
    // A hairdo's shape is not the skull's.
    hairWeight: 0,
    leastViews: 4,
    // From one side hair leads ears and necks astray.
    hairyApart: 90,
    prior: {
      // Shares 0.3 and 0.7 of a variance of 8 mm squared.
      kernels: [
        { lengthMm: 30, amplitudeMm: 8 * Math.sqrt(0.3) },
        { lengthMm: 80, amplitudeMm: 8 * Math.sqrt(0.7) },
      ],
      functions: 60,
    },
  },
};

/** A single view's outline has no depth: it counts less beside what heads are like. */
export const OUTLINE_ALONE: OutlineStage = { ...OUTLINE, identity: { ...OUTLINE.identity, points: 12 } };
