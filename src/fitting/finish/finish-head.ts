import { followSkin, tuckTeeth } from '../../head/anatomy/rigid-parts.ts';
import { seatEyes } from '../../head/anatomy/seat-eyes.ts';
import { shutSlit } from '../../head/anatomy/shut-slits.ts';
import { findSlits, type SlitName } from '../../head/anatomy/slits.ts';
import type { HeadModel } from '../../head/head-model.ts';
import type { ShapePoints } from '../../head/shape/shape-space.ts';
import { lipGap } from '../evidence/landmarks/gaps.ts';

/** What the skin was, and became. */
export interface FittedSkin {
  /** All parts as the skin's template had them [V, 3] */
  readonly before: Float64Array;
  /** Fitted skin [V_skin, 3] */
  readonly skin: ArrayLike<number>;
  /** Points of the gaps between lips and lids. */
  readonly gaps: ShapePoints;
  /** Slits that the photographs show shut. */
  readonly shut: readonly SlitName[];
}

/**
 * The whole head after the skin was fitted: what the photographs show shut is shut, eyes lie under the lids, teeth
 * and tongue behind the lips.
 * @returns [V, 3]
 */
export function finishHead(head: HeadModel, { before, skin, gaps, shut }: FittedSkin): Float64Array {
  const positions = before.slice();
  positions.set(skin);
  followSkin(head, before, positions);
  const slits = findSlits(head);
  for (const name of shut) shutSlit(head, slits[name], positions);
  seatEyes(head, positions);
  tuckTeeth(head, positions, lipGap(gaps, positions));
  return positions;
}
