import type { Point } from '../../../geometry/polygon.ts';
import { type CornerTurn, type EyeCorners, turnedCorner } from '../../../head/anatomy/eyes/turn-corners.ts';
import { type LiddedEye, liddedEyes } from '../../../head/anatomy/eyes/turn-lids.ts';
import { findSlits, slitEnds } from '../../../head/anatomy/slits.ts';
import type { HeadModel } from '../../../head/head-model.ts';
import { stepToSeen } from '../../solvers/step-to-seen.ts';
import { EYE_SIDES, facingRim, type LidView } from './lids.ts';

/** How far off fits leave corners, mm: aside, up. */
const LEFT_SIGMA_MM = [2.5, 1.5] as const;
/** Corners are not moved further, mm. */
const FARTHEST_MM = 3;
const STEPS = 3;

/** A photograph, and the head as it has it. */
export interface CornerView extends LidView {
  /** [V, 3] mm */
  readonly mesh: Float64Array;
}

/**
 * Where photographs have the corners of a person's eyes. A fit, whose landmarks are moved to the head's places, leaves slits one to three millimetres too short, and its inner
 * corners a millimetre too high; the network itself sees corners where they are. Each corner turns about its eyeball, aside and up, to where the views
 * have it ({@link stepToSeen}), 2.5 mm aside and 1.5 mm up being likely. No corner of people's eyes moves with expressions by as much as one view is off: all views share the turns.
 */
export function laidCorners(head: HeadModel, views: readonly CornerView[]): EyeCorners {
  const slits = findSlits(head);
  const lidded = views.map((view) => ({ view, eyes: liddedEyes(head, view.mesh) }));
  const [left, right] = EYE_SIDES.map((side) => {
    const seen = lidded.flatMap(({ view, eyes }): SeenCorners[] => {
      const rim = facingRim(view, side);
      const eye = eyes.find((other) => other.side === side);
      if (rim === null || eye === undefined) return [];
      // The network's rim begins at the outer corner.
      const [outer, inner] = [rim[0], rim[rim.length / 2]];
      return [{ ...view, eye, ends: side === 'left' ? [inner, outer] : [outer, inner] }];
    });
    if (seen.length === 0) return null;
    const [first, last] = slitEnds(slits[side]);
    return [laidCorner(seen, 0, first), laidCorner(seen, 1, last)] as const;
  });
  return { left, right };
}

interface SeenCorners extends CornerView {
  readonly eye: LiddedEye;
  /** At the subject's right, at their left; pixels. */
  readonly ends: readonly [Point, Point];
}

/** @param v the corner's vertex */
function laidCorner(views: readonly SeenCorners[], end: 0 | 1, v: number): CornerTurn {
  const starts = views.map(({ mesh }) => [0, 1, 2].map((k) => mesh[3 * v + k]));
  const { centre } = views[0].eye.eyeball;
  const arm = Math.hypot(...centre.map((c, k) => starts[0][k] - c));
  const limit = FARTHEST_MM / arm;
  let turn: CornerTurn = { aside: 0, up: 0 };
  const sigmas = [LEFT_SIGMA_MM[0] / arm, LEFT_SIGMA_MM[1] / arm] as const;
  const clipped = (angle: number): number => Math.max(-limit, Math.min(limit, angle));
  for (let step = 0; step < STEPS; step++) {
    const seen = views.map(({ camera, eye, ends }, i) => ({
      camera,
      pixel: ends[end],
      confidence: 1,
      at: (aside: number, up: number) => turnedCorner(eye.eyeball, starts[i], { aside, up }),
    }));
    const [aside, up] = stepToSeen(seen, { now: [turn.aside, turn.up], sigmas });
    turn = { aside: clipped(turn.aside + aside), up: clipped(turn.up + up) };
  }
  return turn;
}
