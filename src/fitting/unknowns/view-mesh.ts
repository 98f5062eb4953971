import type { AsmForward } from '../../asm/adaptive-skinning-model.ts';
import {
  addExpressionShift,
  EXPRESSION_BONE_PARAMETERS,
  influenceWeights,
  skinInfluences,
} from '../../asm/expression-bones.ts';
import { type EyeballShift, type EyesGaze, moveEyeballs, turnEyeballs } from '../../head/anatomy/eyes/eyeballs.ts';
import { type LidAngles, turnLids } from '../../head/anatomy/eyes/turn-lids.ts';
import { type HungSkin, turnJaw } from '../../head/anatomy/jaw.ts';
import { moveLips } from '../../head/anatomy/lips/move-lips.ts';
import { shutSlit } from '../../head/anatomy/shut-slits.ts';
import { findSlits, type SlitName } from '../../head/anatomy/slits.ts';
import { addShape, expressionStart, type ShapeSpace } from '../../head/shape/shape-space.ts';
import { jawOfView, jawPose } from './jaw-pose.ts';
import { deviationOf, groupSlice, type ViewExpressions } from './view-expressions.ts';

/** A fitted head and what its views' expressions add to it. */
export interface ExpressiveHead {
  readonly space: ShapeSpace;
  readonly expressions: ViewExpressions;
  /** [G, E] */
  readonly deviations: Float64Array;
  readonly asm: { readonly result: { readonly forward: AsmForward; readonly boneTranslations: Float64Array } };
  /** Under the shared expression, the jaw at rest [V, 3] mm. */
  readonly atRest: Float64Array;
  readonly hung: HungSkin;
  /** [max(1, G), JAW_POSE] radians and mm */
  readonly jaws: Float64Array;
  /** mm per head unit of `atRest`. */
  readonly size: number;
  /** Slits that the photographs show shut at the moment of each view. */
  readonly shut: readonly (readonly SlitName[])[];
  /** How points along the lips move at the moment of each view [points, 3] mm; null: not. */
  readonly lips: readonly (Float64Array | null)[];
  /** How the lids stand at the moment of each view. */
  readonly lids: readonly LidAngles[];
  /** From where `atRest` has the eyeballs, in their lids, to where the photographs show them. */
  readonly eyeballShift: EyeballShift;
  /** Where the eyes look in each view; null where it shows none, and they look ahead. */
  readonly gazes: readonly (EyesGaze | null)[];
}

/** Translations tau [X, 3] of the expressive bones in one view, head units; zeros where it shows the shared expression. */
export function boneTranslationsOf({ expressions, asm }: ExpressiveHead, view: number): Float64Array {
  return groupSlice(asm.result.boneTranslations, EXPRESSION_BONE_PARAMETERS, expressions.group[view]);
}

/** Pose of one view's jaw [JAW_POSE], radians and mm. */
export function jawOf({ expressions, jaws }: Pick<ExpressiveHead, 'expressions' | 'jaws'>, view: number): Float64Array {
  return jawPose(jaws, jawOfView(expressions, view));
}

/** The mesh as each view shows it [views][V, 3]. */
export function viewMeshes(fitted: ExpressiveHead): Float64Array[] {
  return Array.from(fitted.expressions.group.keys(), viewMesher(fitted));
}

/** Makes the mesh as a view shows it [V, 3]: shared positions, the view's shapes, its bones' translations, its jaw, its lips, its lids, its eyes. */
export function viewMesher(fitted: ExpressiveHead): (view: number) => Float64Array {
  const { space, expressions, deviations, atRest, size } = fitted;
  const { pairs, weights } = fitted.asm.result.forward;
  const influences = skinInfluences(pairs);
  const omega = influenceWeights(influences, weights.weights);
  const slits = findSlits(space.head);
  return (view) => {
    const out = atRest.slice();
    const shapes = deviationOf(expressions, deviations, view).map((x) => x * size);
    addShape(space, shapes, expressionStart(space), out);
    const translations = boneTranslationsOf(fitted, view).map((x) => x * size);
    addExpressionShift(influences, omega, translations, out);
    turnJaw(fitted.hung, jawOf(fitted, view), out);
    moveLips(space.head, fitted.lips[view], out);
    // Landmarks cannot place lips that touch so well that nothing shines between them.
    for (const name of fitted.shut[view]) shutSlit(space.head, slits[name], out);
    turnLids(space.head, fitted.lids[view], out);
    moveEyeballs(space.head, fitted.eyeballShift, out);
    const gaze = fitted.gazes[view];
    if (gaze !== null) turnEyeballs(space.head, gaze, out);
    return out;
  };
}
