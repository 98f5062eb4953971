import { seatEyes } from '../../head/anatomy/eyes/seat-eyes.ts';
import { createJawRig, type HungSkin, JAW_POSE, turnJaw } from '../../head/anatomy/jaw.ts';
import { followSkin, tuckTeeth } from '../../head/anatomy/rigid-parts.ts';
import { shutSlit } from '../../head/anatomy/shut-slits.ts';
import { findSlits, type SlitName } from '../../head/anatomy/slits.ts';
import { type HeadModel, jointPosition } from '../../head/head-model.ts';
import type { ShapePoints } from '../../head/shape/shape-space.ts';
import { lipGap } from '../evidence/landmarks/gaps.ts';

/** What the skin was, and became, the jaw at rest. */
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

/** A jaw of the whole head, and where it is. */
export interface PlacedJaw {
  readonly hung: HungSkin;
  /** [JAW_POSE] */
  readonly pose: ArrayLike<number>;
}

/** A jaw that nothing has moved. */
export function jawAtRest(head: HeadModel): PlacedJaw {
  const { joint, weights } = createJawRig(head);
  return { hung: { weights, pivot: jointPosition(head, joint, []) }, pose: new Float64Array(JAW_POSE) };
}

export interface FinishedHead {
  /** With the jaw at rest [V, 3]. */
  readonly atRest: Float64Array;
  /** With the jaw where it is [V, 3]. */
  readonly positions: Float64Array;
}

/**
 * The whole head after the skin was fitted: what the photographs show shut is shut, eyes lie under the lids, upper teeth go
 * with the head, lower ones and the tongue with the jaw, all of them behind lips that are shut.
 */
export function finishHead(
  head: HeadModel,
  { before, skin, gaps, shut }: FittedSkin,
  { hung, pose }: PlacedJaw,
): FinishedHead {
  const atRest = before.slice();
  atRest.set(skin);
  followSkin(head, before, atRest);
  const slits = findSlits(head);
  for (const name of shut) if (name !== 'mouth') shutSlit(head, slits[name], atRest);
  seatEyes(head, atRest);
  const turned = (): Float64Array => {
    const out = atRest.slice();
    turnJaw(hung, pose, out);
    if (shut.includes('mouth')) shutSlit(head, slits.mouth, out);
    return out;
  };
  tuckTeeth(head, atRest, lipGap(gaps, turned()));
  return { atRest, positions: turned() };
}
