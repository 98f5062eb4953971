import { EXPRESSION_BONE_PARAMETERS } from '../../../asm/expression-bones.ts';
import type { ViewMotion } from '../../../asm/skeleton/view-poses.ts';
import { expressionCoefficients, type FittedHead } from '../../../fitting/finish/fitted-head.ts';
import { jawCount, jawOfView, jawPose } from '../../../fitting/unknowns/jaw-pose.ts';
import { deviationOf, groupSlice } from '../../../fitting/unknowns/view-expressions.ts';
import { viewMeshes } from '../../../fitting/unknowns/view-mesh.ts';

/** A moment that photographs of one expression caught. */
export interface FittedMoment {
  /** `captured` where there is one; else the first of its views. */
  readonly name: string;
  /** Names of its views. */
  readonly views: readonly string[];
  readonly motion: ViewMotion;
  /** Coefficients of the head's expressions [E]. */
  readonly expression: Float64Array;
  /** The head as it was fitted to the moment [V, 3] mm. */
  readonly positions: Float64Array;
}

/** The moments of a fit, in the order of their first views. */
export function fittedMoments(fitted: FittedHead): FittedMoment[] {
  const { expressions, asm, size, jaws, observed, space, coefficients, deviations } = fitted;
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
    return {
      name: count === 1 ? 'captured' : `captured ${names[0]}`,
      views: names,
      motion: { shifts: translations.map((x) => size * x), jaw: jawPose(jaws, moment) },
      expression: shared.map((x, k) => x + deviation[k]),
      positions: meshes[first],
    };
  });
}
