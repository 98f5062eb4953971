import type { EyeSphere } from './eye-spheres.ts';
import { leastOff } from './lids-on-eyes.ts';

/** A shape is looked at after each of so many parts of its way. */
const STEPS = 8;
/** How far lids keep off the eyeball on their way, mm: as much as their straight edges cut in. */
const CLEARANCE_MM = 0.15;
/** Not further than this, mm: people's eyes go back by one to two when they blink. */
const MAX_RETRACTION_MM = 2;

/** Lids that a shape moves over an eye. */
export interface MovedLids {
  readonly lids: readonly number[];
  /** Where they rest [V, 3] mm */
  readonly rest: ArrayLike<number>;
  /** [V, 3] mm */
  readonly delta: ArrayLike<number>;
}

/**
 * How far an eyeball has to go back with a shape at full strength so that the lids, which a morph target takes along straight lines,
 * keep off it on their way as well: the least b >= 0 with
 *   |x_v + w d_v + w b e_z - c| >= l_v  for all lids v and w = 1/8, .., 1,
 * l_v the eyeball's radius and {@link CLEARANCE_MM}, or as near as the lid is at rest. The chord of a lid's way over a sphere of 15 mm lies up to a millimetre in it.
 * @returns mm, at most {@link MAX_RETRACTION_MM}
 */
export function eyeRetraction({ lids, rest, delta }: MovedLids, sphere: EyeSphere): number {
  const [x, y, z] = sphere.centre;
  let most = 0;
  for (const v of lids) {
    const least = leastOff(sphere, rest, v, CLEARANCE_MM);
    for (let step = 1; step <= STEPS; step++) {
      const w = step / STEPS;
      const [dx, dy, dz] = [
        rest[3 * v] + w * delta[3 * v] - x,
        rest[3 * v + 1] + w * delta[3 * v + 1] - y,
        rest[3 * v + 2] + w * delta[3 * v + 2] - z,
      ];
      const square = least * least - dx * dx - dy * dy;
      // Beside the eyeball, going back frees nothing.
      if (square > 0 && dz > 0) most = Math.max(most, (Math.sqrt(square) - dz) / w);
    }
  }
  return Math.min(MAX_RETRACTION_MM, most);
}

/** Takes an eyeball back by so many mm, in a shape's displacements [V, 3], in place. */
export function retractEye({ part }: EyeSphere, mm: number, delta: Float32Array): void {
  for (let v = part.vertexStart; v < part.vertexStart + part.vertexCount; v++) delta[3 * v + 2] -= mm;
}
