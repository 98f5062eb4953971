import type { Camera } from '../../geometry/camera.ts';
import { SHUT_OPENING_MM } from '../../head/anatomy/shut-slits.ts';
import { SLIT_NAMES, type SlitName } from '../../head/anatomy/slits.ts';
import { observedOpening } from '../evidence/landmarks/gaps.ts';
import type { Observation } from '../evidence/landmarks/observation.ts';
import { type ShownMoment, shownMoments } from '../unknowns/shown-moments.ts';
import { PARTED_MM, type ViewExpressions } from '../unknowns/view-expressions.ts';

/** Slits that photographs show shut. */
export interface ShutSlits {
  /** In most of them. */
  readonly shared: readonly SlitName[];
  /** At the moment of each view. */
  readonly ofViews: readonly (readonly SlitName[])[];
}

/**
 * Lips and lids whose median opening is less than {@link SHUT_OPENING_MM}, over all views, and over those that share a view's
 * expression; there less than {@link PARTED_MM} is enough where all views together show them shut: landmarks seen from below
 * part lips that touch. A moment whose views do not show a slit has it as all views have.
 * @param observations of each view
 */
export function shutSlits(
  cameras: readonly Camera[],
  observations: readonly (Observation | null)[],
  { group }: Pick<ViewExpressions, 'group'>,
): ShutSlits {
  const shared = SLIT_NAMES.filter((name) => observedOpening(name, cameras, observations) < SHUT_OPENING_MM);
  const ofMoment = ({ views }: ShownMoment): SlitName[] =>
    SLIT_NAMES.filter((name) => {
      const opening = observedOpening(
        name,
        views.map((v) => cameras[v]),
        views.map((v) => observations[v]),
      );
      const isShared = shared.includes(name);
      return Number.isNaN(opening) ? isShared : opening < (isShared ? PARTED_MM : SHUT_OPENING_MM);
    });
  const moments = new Map(shownMoments({ group }).map((moment) => [moment.group, ofMoment(moment)] as const));
  return { shared, ofViews: Array.from(group, (moment) => moments.get(moment) ?? []) };
}
