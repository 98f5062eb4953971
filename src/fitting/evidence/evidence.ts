import type { FocalPrior } from '../../capture/load-capture.ts';
import type { WorkingView } from '../../capture/working-view.ts';
import type { RigLayout } from '../unknowns/rig.ts';
import type { ViewExpressions } from '../unknowns/view-expressions.ts';
import type { LandmarkBias } from './landmarks/landmark-bias.ts';
import type { Observation } from './landmarks/observation.ts';
import type { GreyView } from './pixels/feature-images.ts';
import type { GreyKind } from './pixels/log-grey.ts';
import type { Visibility } from './pixels/visibility.ts';
import type { PointSets } from './point-sets.ts';

/** What the photographs say, as every stage that looks at pixels reads it. Arrays of kernels lie in kernel memory. */
export interface Evidence {
  readonly rig: RigLayout;
  readonly expressions: ViewExpressions;
  readonly views: readonly WorkingView[];
  /** Of the views, blurred by stages. */
  readonly greys: readonly GreyView[];
  /** Of which kind they are: the one in which the views agree best. */
  readonly greyKind: GreyKind;
  /** Over the joint list of landmarks, pixels of the working views, null where a view has none. */
  readonly workingLandmarks: readonly (Observation | null)[];
  /** Of the views, pixels of the working views. */
  readonly workingFocals: readonly FocalPrior[];
  readonly bias: LandmarkBias | null;
  /** Places on the head. */
  readonly points: PointSets;
  /** Of the samples. A stage writes it anew as the head moves, before it reads it. */
  readonly visibility: Visibility;
}
