import type { SmoothKernel } from '../../head/shape/gaussian-process.ts';
import type { BonePrior, BoneRates } from '../priors/bone-prior.ts';
import type { JawPrior } from '../priors/jaw-prior.ts';
import type { Damping } from '../solvers/damped.ts';
import type { DescentSchedule } from '../solvers/descend.ts';
import type { TermDefinition } from '../terms/term.ts';
import type { HeadUnknown } from '../unknowns/head-state.ts';

/** A term and its weight in a stage. */
export interface WeightedTerm {
  readonly term: TermDefinition;
  /** Of pixels: per squared robust residual and 4,500 samples. */
  readonly weight: number;
}

/** A stage of damped least squares on the morphable head. */
export interface MorphableStage {
  readonly name: string;
  /** What may move. */
  readonly free: readonly HeadUnknown[];
  readonly terms: readonly WeightedTerm[];
  /** Blur of the pictures, mm on the face; null: no pixels. */
  readonly blurMm: number | null;
  readonly steps: number;
  /** A step that lowers the loss by less than this share is the last. */
  readonly minDecrease: number;
  /** What hides what changes slowly: it is looked at again after so many steps. */
  readonly refreshSteps: number;
  readonly damping: Damping;
}

/** A stage of descent on the adaptive skinning model. */
export interface BoneStage {
  readonly name: string;
  readonly terms: readonly WeightedTerm[];
  /** Blur of the pictures, mm on the face; null: no pixels. */
  readonly blurMm: number | null;
  readonly schedule: DescentSchedule;
  /** What may move, and how far in a step; zeros hold. */
  readonly rates: {
    readonly bones: BoneRates;
    /** A small rate: poses come from Gauss-Newton and only follow. */
    readonly rig: { readonly rotation: number; readonly translation: number; readonly logFocal: number };
    /** Of expressive bones in single views, mm */
    readonly expression: number;
    /** Of jaws, radians and mm. */
    readonly jaw: { readonly rotation: number; readonly slide: number };
  };
  /** Weights of what is expected of bones and skin. */
  readonly priors: { readonly bones: number; readonly smoothness: number; readonly folds: number };
}

/** How a first mesh is made. */
export interface FirstStage {
  /** Poses, shape and expressions to the landmarks of all views. */
  readonly landmarks: MorphableStage;
  /**
   * Null: DECA's codes are what the fit expects of the identity, expressions are expected at rest. A number: codes,
   * expression and all, are departed from by so much of what they are among views.
   */
  readonly aroundCodes: number | null;
}

/** What a fit expects, whatever the photographs say. */
export interface FitPriors {
  readonly bones: BonePrior;
  /** Of the Laplacian of the skin's displacement, mm. */
  readonly smoothnessMm: number;
  /** Cauchy scale of what a view's expression adds to the shared one, in units of the shapes. */
  readonly deviationScale: number;
  /** How far apart log f of pictures that are supposed to be of one lens may stand. */
  readonly zoomScale: number;
  /** Cauchy scale of what it moves a bone by, mm. */
  readonly translationMm: number;
  readonly jaw: JawPrior;
}

/** One round of a head's outline: damped by what is expected, the robust scale falling. */
export interface OutlineRound {
  /** Cauchy's scale in each step, mm. */
  readonly scalesMm: readonly number[];
  /** How far a sample of the outline may be from the model's, mm. */
  readonly reachMm: number;
  /** What all samples together count as, at 1 mm each. */
  readonly points: number;
  /** What hair's usual thickness weighs of a skin's outline. */
  readonly hairWeight: number;
}

/** What holds cameras that an outline corrects. */
export interface OutlineCameras {
  /** How far they may show the face from where they did, mm. */
  readonly sigmaMm: number;
  /** What the face counts as in each view. */
  readonly points: number;
  /** Width of the Cauchy prior on log f of pictures that are merely supposed to be of one lens. */
  readonly zoomSigma: number;
}

/** What surrounds the face, by the outline of head and neck in the photographs. */
export interface OutlineStage {
  readonly name: string;
  /** Between samples of the outline, mm. */
  readonly spacingMm: number;
  /** How far identity modes may move the face before it is put back, mm. */
  readonly faceMm: number;
  /** Corrections of cameras that were solved for. */
  readonly cameras: OutlineCameras;
  readonly identity: OutlineRound;
  /** Views of which there must be so many, and where the outline is hair's, so far apart, degrees. */
  readonly smooth: OutlineRound & {
    readonly prior: SmoothPrior;
    readonly leastViews: number;
    readonly hairyApart: number;
  };
}

/** A Gaussian process of displacements, the same and independent along all axes. */
export interface SmoothPrior {
  readonly kernels: readonly SmoothKernel[];
  /** Eigenfunctions that are kept, three columns each. */
  readonly functions: number;
}
