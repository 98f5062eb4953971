import { followSkin, tuckTeeth } from '../../head/anatomy/rigid-parts.ts';
import { seatEyes } from '../../head/anatomy/seat-eyes.ts';
import { shutSlit } from '../../head/anatomy/shut-slits.ts';
import { findSlits, type SlitName } from '../../head/anatomy/slits.ts';
import type { HeadModel } from '../../head/head-model.ts';
import type { ShapePoints } from '../../head/shape/shape-space.ts';
import { lipGap } from '../terms/closure-term.ts';

/**
 * The whole head after the skin was fitted: what the photographs show shut is shut, eyes lie under the lids, teeth
 * and tongue behind the lips.
 * @param before all parts as the skin's template had them [V, 3]
 * @param skin fitted skin [V_skin, 3]
 * @returns [V, 3]
 */
export function finishHead(
  head: HeadModel,
  before: Float64Array,
  skin: ArrayLike<number>,
  closure: ShapePoints,
  shut: readonly SlitName[],
): Float64Array {
  const positions = before.slice();
  positions.set(skin);
  followSkin(head, before, positions);
  const slits = findSlits(head);
  for (const name of shut) shutSlit(head, slits[name], positions);
  seatEyes(head, positions);
  tuckTeeth(head, positions, lipGap(closure, positions));
  return positions;
}
