import { rotationFromAxisAngle } from '../../../geometry/rotation.ts';
import type { EyeSphere } from './eye-spheres.ts';

/** How far an eye turns in `eyeLook*` at full strength, radians. */
export const EYE_LOOK = {
  Down: (25 * Math.PI) / 180,
  Up: (20 * Math.PI) / 180,
  In: (30 * Math.PI) / 180,
  Out: (30 * Math.PI) / 180,
} as const;

/** The turn of an eye's joint that `eyeLook<direction><side>` shows, axis-angle in head space. */
export function eyeLookTurn(direction: keyof typeof EYE_LOOK, side: 'Left' | 'Right'): [number, number, number] {
  const angle = EYE_LOOK[direction];
  if (direction === 'Down') return [angle, 0, 0];
  if (direction === 'Up') return [-angle, 0, 0];
  // The subject's left is +x: a turn about +y looks there.
  return [0, (direction === 'Out') === (side === 'Left') ? angle : -angle, 0];
}

/** The shape by its name, null for others. */
export function eyeLookOf(
  name: string,
): { readonly side: 'Left' | 'Right'; readonly turn: [number, number, number] } | null {
  const match = /^eyeLook(Down|Up|In|Out)(Left|Right)$/.exec(name);
  if (match === null) return null;
  const side = match[2] as 'Left' | 'Right';
  return { side, turn: eyeLookTurn(match[1] as keyof typeof EYE_LOOK, side) };
}

/** An eyeball's displacement (R - I)(x - p) under a turn of its joint, into `out` [V, 3]. */
export function turnEye(
  { part, pivot }: EyeSphere,
  turn: ArrayLike<number>,
  positions: Float64Array,
  out: Float32Array,
): void {
  const r = rotationFromAxisAngle(turn[0], turn[1], turn[2]);
  const arm = [0, 0, 0];
  for (let v = part.vertexStart; v < part.vertexStart + part.vertexCount; v++) {
    for (let k = 0; k < 3; k++) arm[k] = positions[3 * v + k] - pivot[k];
    for (let k = 0; k < 3; k++)
      out[3 * v + k] = r[3 * k] * arm[0] + r[3 * k + 1] * arm[1] + r[3 * k + 2] * arm[2] - arm[k];
  }
}
