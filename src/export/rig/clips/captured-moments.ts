import { EXPRESSION_BONE_PARAMETERS } from '../../../asm/expression-bones.ts';
import type { ViewMotion } from '../../../asm/skeleton/view-poses.ts';
import { expressionCoefficients, type FittedHead } from '../../../fitting/finish/fitted-head.ts';
import { jawCount, jawOfView, jawPose } from '../../../fitting/unknowns/jaw-pose.ts';
import { deviationOf, groupSlice } from '../../../fitting/unknowns/view-expressions.ts';
import { viewMeshes } from '../../../fitting/unknowns/view-mesh.ts';
import { type EyesGaze, gazeTurn } from '../../../head/anatomy/eyes/eyeballs.ts';

/** A moment that photographs of one expression caught. */
export interface FittedMoment {
  /** `captured` where there is one; else the first of its views. */
  readonly name: string;
  /** Names of its views. */
  readonly views: readonly string[];
  readonly motion: ViewMotion;
  /** Coefficients of the head's expressions, from the neutral face on [E]. */
  readonly expression: Float64Array;
  /** The head as it was fitted to the moment [V, 3] mm. */
  readonly positions: Float64Array;
  /** Where its eyes look: as in the first of its views that shows it; null where none does, and they look ahead. */
  readonly gaze: EyesGaze | null;
  /** Where they look in its other views, where that is elsewhere. */
  readonly looks: readonly { readonly name: string; readonly gaze: EyesGaze }[];
}

/** Eyes that are turned by less, radians, look at the same. */
const SAME_LOOK = (3 * Math.PI) / 180;

/** The moments of a fit, in the order of their first views. */
export function fittedMoments(fitted: FittedHead): FittedMoment[] {
  const { expressions, asm, size, jaws, observed, space, coefficients, deviations, gazes, neutral } = fitted;
  const meshes = viewMeshes(fitted);
  const views = Array.from(expressions.group.keys());
  const count = jawCount(expressions);
  const shared = expressionCoefficients(space, coefficients);
  return Array.from({ length: count }, (_, moment) => moment).flatMap((moment) => {
    const own = views.filter((view) => jawOfView(expressions, view) === moment);
    if (own.length === 0) return [];
    const [first] = own;
    const names = own.map((view) => observed.used[view].view.name);
    const translations = groupSlice(asm.result.boneTranslations, EXPRESSION_BONE_PARAMETERS, expressions.group[first]);
    const deviation = deviationOf(expressions, deviations, first);
    const looking = own.find((view) => gazes[view] !== null) ?? first;
    const gaze = gazes[looking];
    const looks = own.flatMap((view) => {
      const other = gazes[view];
      if (gaze === null || other === null || sameLook(gaze, other)) return [];
      return [{ name: `captured ${observed.used[view].view.name}`, gaze: other }];
    });
    return {
      name: count === 1 ? 'captured' : `captured ${names[0]}`,
      views: names,
      motion: { shifts: translations.map((x) => size * x), jaw: jawPose(jaws, moment) },
      expression: shared.map((x, k) => x + deviation[k] - neutral.lids.expression[k]),
      positions: meshes[looking],
      gaze,
      looks,
    };
  });
}

function sameLook(a: EyesGaze, b: EyesGaze): boolean {
  return (['left', 'right'] as const).every((side) => {
    const turn = gazeTurn(b[side]);
    return Math.hypot(...gazeTurn(a[side]).map((x, k) => x - turn[k])) < SAME_LOOK;
  });
}
