import type { WorkingView } from '../../capture/working-view.ts';
import type { ShapePoints } from '../../head/shape/shape-space.ts';
import type { Observation } from '../first-mesh/camera-start.ts';
import type { RigLayout } from '../unknowns/rig.ts';
import type { ViewExpressions } from '../unknowns/view-expressions.ts';
import type { LandmarkBias } from './landmark-bias.ts';

/** What the photographs say, as every stage that looks at pixels reads it. */
export interface ImageEvidence {
  readonly rig: RigLayout;
  readonly expressions: ViewExpressions;
  readonly views: readonly WorkingView[];
  /** Landmarks in working pixels, null where a view has none. */
  readonly observations: readonly (Observation | null)[];
  /** The landmarks' places on the head. */
  readonly landmarks: ShapePoints;
  readonly bias: LandmarkBias | null;
  /** Gaps of lips and lids. */
  readonly closure: ShapePoints;
  /** Surface points whose pixels are compared across views. */
  readonly samples: ShapePoints;
}
