import { multiplyQuaternions, type Quaternion, quaternionFromRotation } from '../../geometry/quaternion.ts';

/**
 * Rest orientation of a joint whose bone runs to a tail: y to the tail, x to the subject's left as far as y lets it.
 * @param direction [3], of any length, not along x
 */
export function axesAlongBone(direction: ArrayLike<number>): Quaternion {
  const y = unit([direction[0], direction[1], direction[2]]);
  const x = unit([1 - y[0] * y[0], -y[0] * y[1], -y[0] * y[2]]);
  const z = [x[1] * y[2] - x[2] * y[1], x[2] * y[0] - x[0] * y[2], x[0] * y[1] - x[1] * y[0]];
  return quaternionFromRotation([0, 1, 2].flatMap((k) => [x[k], y[k], z[k]]));
}

/** x to the subject's left, y forwards. */
const AHEAD: Quaternion = [Math.SQRT1_2, 0, 0, Math.SQRT1_2];

/**
 * Rest orientation of a bone on the skin: y along the outward normal. The frame that looks ahead is turned there on the
 * shortest way, so that it changes as little as the normal does wherever the skin does not look straight back.
 * @param normal [3], of any length
 */
export function axesAlongNormal(normal: ArrayLike<number>): Quaternion {
  const [x, y, z] = unit([normal[0], normal[1], normal[2]]);
  const arc = unit([-y, x, 0, 1 + z]);
  return multiplyQuaternions([arc[0], arc[1], arc[2], arc[3]], AHEAD);
}

function unit(v: readonly number[]): number[] {
  const length = Math.hypot(...v);
  if (!(length > 0)) throw new Error('axes: must have a direction; received none');
  return v.map((x) => x / length);
}
