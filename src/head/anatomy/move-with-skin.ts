import type { HeadModel } from '../head-model.ts';
import { distancesFrom } from './skin-distances.ts';

/** In x, y and z, mm. */
export type Step = readonly [number, number, number];
export const STILL: Step = [0, 0, 0];

/** Beyond so many reaches the skin stays. */
const ENDS = 2.5;

/**
 * How the skin goes with some of its vertices: by exp(-(d/reach)^2) of the nearest one's step, d along edges.
 * @param steps of vertices of the skin
 * @param reach mm
 * @param positions [V, 3] mm, the skin first
 */
export function stepsAround(
  head: HeadModel,
  steps: ReadonlyMap<number, Step>,
  reach: number,
  positions: Float64Array,
): Map<number, Step> {
  const around = distancesFrom(head, [...steps.keys()], positions, ENDS * reach);
  return new Map(
    [...around].map(([v, { source, distance }]) => {
      const [x, y, z] = steps.get(source) ?? STILL;
      const share = Math.exp(-((distance / reach) ** 2));
      return [v, [share * x, share * y, share * z]];
    }),
  );
}

/** Moves vertices of the skin, in place, and the skin around them with them ({@link stepsAround}). @param positions [V, 3] mm, the skin first */
export function moveWithSkin(
  head: HeadModel,
  steps: ReadonlyMap<number, Step>,
  reach: number,
  positions: Float64Array,
): void {
  for (const [v, step] of stepsAround(head, steps, reach, positions)) addStep(positions, v, step);
}

/** Moves one vertex, in place. @param positions [V, 3] mm */
export function addStep(positions: Float64Array, v: number, step: Step): void {
  for (let k = 0; k < 3; k++) positions[3 * v + k] += step[k];
}
