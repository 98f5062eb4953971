import type { HeadModel } from '../../head-model.ts';
import type { Step } from '../move-with-skin.ts';
import { acrossSlit, findSlits } from '../slits.ts';
import type { Eyeball } from './eyeballs.ts';
import { liddedEyes, moveRim, turnedLid } from './turn-lids.ts';

/** How far a corner of an eye's slit turns about its eyeball, radians: aside > 0 to the subject's left, up > 0. */
export interface CornerTurn {
  readonly aside: number;
  readonly up: number;
}

/** The corner at the subject's right of a slit and the one at their left. */
export type SlitCorners = readonly [CornerTurn, CornerTurn];

/** Of both eyes; null: as they are. */
export interface EyeCorners {
  readonly left: SlitCorners | null;
  readonly right: SlitCorners | null;
}

/** A point turned about an eyeball: aside about its upright axis, then up ({@link turnedLid}). */
export function turnedCorner(eyeball: Eyeball, point: readonly number[], { aside, up }: CornerTurn): Step {
  const [cx, , cz] = eyeball.centre;
  const [x, z] = [point[0] - cx, point[2] - cz];
  const [sin, cos] = [Math.sin(aside), Math.cos(aside)];
  return turnedLid(eyeball, [cx + cos * x + sin * z, point[1], cz + cos * z - sin * x], up);
}

/**
 * Moves the corners of both eyes' slits, in place: each vertex of a rim turns about its eyeball by what lies between the corners' turns, linear in how far across
 * the slit it is; the skin around goes along.
 * @param positions [V, 3] mm
 */
export function turnCorners(head: HeadModel, corners: EyeCorners, positions: Float64Array): void {
  const slits = findSlits(head);
  for (const eye of liddedEyes(head, positions)) {
    const { side } = eye;
    const turns = corners[side];
    if (turns === null) continue;
    const placed = (point: readonly number[], i: number): Step => {
      const share = acrossSlit(head, slits[side], eye.rim[i]);
      const between = (of: keyof CornerTurn): number => (1 - share) * turns[0][of] + share * turns[1][of];
      return turnedCorner(eye.eyeball, point, { aside: between('aside'), up: between('up') });
    };
    moveRim(head, eye, placed, positions);
  }
}
