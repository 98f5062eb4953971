import { difference3, unit } from '../../../geometry/vector3.ts';
import {
  type Eyeball,
  type EyeballShift,
  type Gaze,
  gazeDirection,
  gazeTowards,
  moveEyeballs,
} from '../../../head/anatomy/eyes/eyeballs.ts';
import type { HeadModel } from '../../../head/head-model.ts';
import { directionOnEye } from './eye-pixels.ts';

/** What eyeballs may move between their lids, mm, to the subject's left, up, forwards: farther they come through the skin. */
const LIMITS_MM: readonly (readonly [number, number])[] = [
  [-0.5, 0.5],
  [-1, 0.3],
  [-0.5, 0.2],
];

/** As far towards where the photographs show the eyeballs as lids let them. */
export function seatedShift({ left, right }: EyeballShift): EyeballShift {
  const seated = (shift: readonly number[]): number[] =>
    shift.map((x, k) => Math.min(LIMITS_MM[k][1], Math.max(LIMITS_MM[k][0], x)));
  return { left: seated(left), right: seated(right) };
}

/** A head's eyes before they are moved. */
export interface HeadWithEyes {
  readonly head: HeadModel;
  /** [V, 3] mm */
  readonly positions: Float64Array;
  readonly neutral: { readonly positions: Float64Array };
  readonly eyeballShift: EyeballShift;
}

/** The same head with its eyeballs moved, as photographed and neutral. */
export function withSeatedEyes<Head extends HeadWithEyes>(fitted: Head): Head {
  const { head, neutral, eyeballShift } = fitted;
  const moved = (positions: Float64Array): Float64Array => {
    const out = positions.slice();
    moveEyeballs(head, eyeballShift, out);
    return out;
  };
  return {
    ...fitted,
    positions: moved(fitted.positions),
    neutral: { ...neutral, positions: moved(neutral.positions) },
  };
}

/** An eye where a photograph shows it, and what it looks like there. */
export interface FoundEye {
  readonly eyeball: Eyeball;
  readonly gaze: Gaze;
}

/**
 * The gaze that shows an eye's iris where the photograph has it on an eyeball that lies elsewhere: towards where the ray from the camera
 * through the iris' middle meets it; the gaze as it is where it does not.
 * @param seated the eyeball's centre [3] mm @param from the camera's centre [3] mm
 */
export function seatedGaze({ eyeball, gaze }: FoundEye, seated: readonly number[], from: readonly number[]): Gaze {
  const { centre, radius, axis } = eyeball;
  const iris = gazeDirection(axis, gaze).map((x, k) => centre[k] + radius * x);
  const shown = directionOnEye(from, unit(difference3(iris, from)), { centre: seated, radius });
  return shown === null ? gaze : gazeTowards(axis, shown);
}
