import type { AdaptiveSkinningModel } from '../asm/adaptive-skinning-model.ts';
import type { FreezableName } from '../asm/variant.ts';
import type { Camera } from '../geometry/camera.ts';
import type { OptimizerName } from './fit-options.ts';
import type { ImageEvidence } from './image-evidence.ts';

export interface AsmFitProblem extends ImageEvidence {
  readonly model: AdaptiveSkinningModel;
  /** Parts of the model that stay at rest. */
  readonly freeze: readonly FreezableName[];
  /** Expression deviations of the views [G, E], held as the morphable stages found them. */
  readonly deviations: Float64Array;
  readonly optimizer: OptimizerName;
}

/** One stage of the Adam loop. */
export interface AsmStage {
  readonly name: string;
  /** Blur of the features in mm on the face; null leaves the pixels out. */
  readonly blurMm: number | null;
  readonly steps: number;
  /** Weight of the pixels, per squared robust residual and 4,500 samples. */
  readonly lambda: number;
  /** The same for the pixels under each view's light; 0 leaves them out. */
  readonly shadingLambda: number;
  readonly landmarkFactor: number;
  readonly priorFactor: number;
}

export interface AsmLosses {
  readonly total: number;
  readonly landmark: number;
  readonly photometric: number;
  readonly prior: number;
}

export interface AsmFitState {
  readonly parameters: Float64Array;
  readonly cameras: readonly Camera[];
  /** Translations of the expressive bones in each group of views tau [G, X, 3], mm. */
  readonly boneTranslations: Float64Array;
}
