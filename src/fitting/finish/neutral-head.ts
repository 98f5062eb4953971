import { type HungSkin, JAW_POSE, turnJaw } from '../../head/anatomy/jaw.ts';
import { type JawClosing, jawAngleAt } from '../../head/anatomy/jaw-closing.ts';
import { findSlits, slitOpening } from '../../head/anatomy/slits.ts';
import type { HeadModel } from '../../head/head-model.ts';
import { addShape, expressionStart, type ShapeSpace } from '../../head/shape/shape-space.ts';
import { type FittedSkin, finishHead } from './finish-head.ts';

/** What an expression is taken from. */
export interface ExpressiveSkin extends Omit<FittedSkin, 'shut'> {
  readonly head: HeadModel;
  readonly space: ShapeSpace;
  /** Of the shape space [count]. */
  readonly coefficients: Float64Array;
  readonly hung: HungSkin;
}

/** Lips of a jaw at rest within this are as they should be, mm; a jaw that had to go farther for it (radians) was no jaw. */
const CLOSING: JawClosing = { target: 0, tolerance: 0.5, range: [-0.12, 0.12], steps: 6 };

/**
 * The person's face without the expression that the photographs share:
 *   x_i - sum_k a_k B_ki,  the jaw where the lips meet
 * Lids stand open, whatever the photographs show, lips are shut as that person shuts them; eyes, teeth and tongue follow.
 * @returns [V, 3], all parts
 */
export function neutralHead({ head, space, coefficients, hung, before, skin, gaps }: ExpressiveSkin): Float64Array {
  const first = expressionStart(space);
  const expression = coefficients.subarray(first).map((a) => -a);
  const calm = before.slice();
  addShape(space, expression, first, calm);
  const moved = before.slice();
  moved.set(skin);
  addShape(space, expression, first, moved);
  const skinNumbers = 3 * head.parts[0].vertexCount;
  // The skin alone: teeth hang on a skull and a jaw that have not moved.
  closeJaw(head, hung, moved);
  return finishHead(
    head,
    { before: calm, skin: moved.subarray(0, skinNumbers), gaps, shut: ['mouth'] },
    { hung, pose: new Float64Array(JAW_POSE) },
  ).positions;
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
