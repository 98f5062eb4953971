import { type HungSkin, JAW_POSE, turnJaw } from '../../head/anatomy/jaw.ts';
import { type JawClosing, jawAngleAt } from '../../head/anatomy/jaw-closing.ts';
import { findSlits, slitOpening } from '../../head/anatomy/slits.ts';
import type { HeadModel } from '../../head/head-model.ts';
import { addShape, expressionStart } from '../../head/shape/shape-space.ts';
import { type FoundExpressions, type UsualLids, usualLids } from './eyes/usual-lids.ts';
import { type FittedSkin, finishHead } from './finish-head.ts';

/** What an expression is taken from. */
export interface ExpressiveSkin extends Omit<FittedSkin, 'shut'>, FoundExpressions {
  readonly head: HeadModel;
  readonly hung: HungSkin;
}

export interface NeutralHead {
  /** [V, 3] mm, all parts */
  readonly positions: Float64Array;
  /** What it keeps of the expression. */
  readonly lids: UsualLids;
}

/** Lips of a jaw at rest within this are as they should be, mm; a jaw that had to go farther for it (radians) was no jaw. */
const CLOSING: JawClosing = { target: 0, tolerance: 0.5, range: [-0.12, 0.12], steps: 6 };

/**
 * The person's face without the expression that the photographs share, but for how its lids stand:
 *   x_i - sum_k (a_k - l_k) B_ki,  l by {@link usualLids},  the jaw where the lips meet
 * Lips are shut as that person shuts them; eyes, teeth and tongue follow.
 */
export function neutralHead({ head, hung, before, skin, gaps, ...found }: ExpressiveSkin): NeutralHead {
  const { space, coefficients } = found;
  const first = expressionStart(space);
  const moved = before.slice();
  moved.set(skin);
  addShape(
    space,
    coefficients.subarray(first).map((a) => -a),
    first,
    moved,
  );
  const lids = usualLids(found, moved);
  addShape(space, lids.expression, first, moved);
  const calm = before.slice();
  addShape(
    space,
    lids.expression.map((l, k) => l - coefficients[first + k]),
    first,
    calm,
  );
  const skinNumbers = 3 * head.parts[0].vertexCount;
  // The skin alone: teeth hang on a skull and a jaw that have not moved.
  closeJaw(head, hung, moved);
  const { positions } = finishHead(
    head,
    { before: calm, skin: moved.subarray(0, skinNumbers), gaps, shut: ['mouth'] },
    { hung, pose: new Float64Array(JAW_POSE) },
  );
  return { positions, lids };
}

/** Turns the jaw, in place, to where the lips meet. */
function closeJaw(head: HeadModel, hung: HungSkin, positions: Float64Array): void {
  const { mouth } = findSlits(head);
  const turned = (angle: number): Float64Array => {
    const out = positions.slice();
    turnJaw(hung, [angle, 0, 0], out);
    return out;
  };
  const angle = jawAngleAt((by) => slitOpening(mouth, turned(by)), 0, CLOSING);
  if (angle !== 0) positions.set(turned(angle));
}
