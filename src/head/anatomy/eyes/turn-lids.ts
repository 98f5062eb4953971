import type { HeadModel } from '../../head-model.ts';
import { moveWithSkin, type Step } from '../move-with-skin.ts';
import { findSlits, rimOf } from '../slits.ts';
import { type Eyeball, eyeballs } from './eyeballs.ts';

/** How far along the skin it goes with the rim, mm. */
const REACH_MM = 5;

/** How high each vertex of an eye's rim stands about its eyeball, radians [rim], in the order of `rimOf`; null: as it is. */
export interface LidAngles {
  readonly left: Float64Array | null;
  readonly right: Float64Array | null;
}

/** Lids that stay where they are. */
export const LIDS_AS_THEY_ARE: LidAngles = { left: null, right: null };

/** An eye and the rim of its lids. */
export interface LiddedEye {
  readonly side: keyof LidAngles;
  readonly eyeball: Eyeball;
  readonly rim: readonly number[];
}

/** Both eyes of a head. @param positions [V, 3] mm */
export function liddedEyes(head: HeadModel, positions: ArrayLike<number>): LiddedEye[] {
  const slits = findSlits(head);
  return eyeballs(head, positions).map((eyeball) => {
    const side = eyeball.part.name === 'eye_L' ? 'left' : 'right';
    return { side, eyeball, rim: rimOf(slits[side]) };
  });
}

/** Of each vertex of a rim, phi = atan(y - c_y, z - c_z), c the eyeball's centre: lids turn about the axis across it. */
export function lidAngles({ eyeball: { centre }, rim }: LiddedEye, positions: ArrayLike<number>): Float64Array {
  const [, y, z] = centre;
  return Float64Array.from(rim, (v) => Math.atan2(positions[3 * v + 1] - y, positions[3 * v + 2] - z));
}

/** A point turned about the axis across an eyeball, up by an angle. */
export function turnedLid({ centre }: Eyeball, point: readonly number[], angle: number): [number, number, number] {
  const [y, z] = [point[1] - centre[1], point[2] - centre[2]];
  const [sin, cos] = [Math.sin(angle), Math.cos(angle)];
  return [point[0], centre[1] + cos * y + sin * z, centre[2] - sin * y + cos * z];
}

/**
 * Turns lids, in place, until their rims stand at given angles: each vertex of a rim along its circle about the eyeball's axis, the skin around it by
 * exp(-(d/reach)^2) of the nearest one's step, d along edges.
 * @param positions [V, 3] mm
 */
export function turnLids(head: HeadModel, angles: LidAngles, positions: Float64Array): void {
  if (angles.left === null && angles.right === null) return;
  for (const eye of liddedEyes(head, positions)) {
    const wanted = angles[eye.side];
    if (wanted === null) continue;
    const now = lidAngles(eye, positions);
    moveRim(head, eye, (point, i) => turnedLid(eye.eyeball, point, wanted[i] - now[i]), positions);
  }
}

/**
 * Moves an eye's rim, in place, and the skin around with it.
 * @param placed where its i-th vertex comes to from a point
 * @param positions [V, 3] mm
 */
export function moveRim(
  head: HeadModel,
  { rim }: LiddedEye,
  placed: (point: readonly number[], i: number) => Step,
  positions: Float64Array,
): void {
  const steps = new Map(
    rim.map((v, i): [number, Step] => {
      const from = [0, 1, 2].map((k) => positions[3 * v + k]);
      const [x, y, z] = placed(from, i);
      return [v, [x - from[0], y - from[1], z - from[2]]];
    }),
  );
  moveWithSkin(head, steps, REACH_MM, positions);
}
