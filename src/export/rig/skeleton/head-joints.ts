import { type HeadModel, type HeadPart, jointPosition } from '../../../head/head-model.ts';

/** A person's head, of which the joints are wanted. */
export interface PersonHead {
  readonly head: HeadModel;
  /** All parts [V, 3] mm. */
  readonly positions: ArrayLike<number>;
  /** Coefficients of its first identity modes. */
  readonly identity: ArrayLike<number>;
  /** mm per unit of the head model. */
  readonly size: number;
}

/** Joints of a person's head: as its identity has them, an eye's where the eyeball is. @returns [J, 3] mm */
export function headJoints({ head, positions, identity, size }: PersonHead): Float64Array {
  const out = new Float64Array(3 * head.joints.length);
  head.joints.forEach(({ name }, j) => {
    const eye = head.parts.find((part) => part.texture === 'eye' && part.joint === name);
    if (eye === undefined) {
      out.set(
        jointPosition(head, j, identity).map((x) => size * x),
        3 * j,
      );
      return;
    }
    const [now, mean] = [centreOf(positions, eye), centreOf(head.template, eye)];
    for (let k = 0; k < 3; k++) out[3 * j + k] = now[k] + size * (head.jointPositions[3 * j + k] - mean[k]);
  });
  return out;
}

function centreOf(positions: ArrayLike<number>, { vertexStart, vertexCount }: HeadPart): number[] {
  const centre = [0, 0, 0];
  for (let v = vertexStart; v < vertexStart + vertexCount; v++)
    for (let k = 0; k < 3; k++) centre[k] += positions[3 * v + k] / vertexCount;
  return centre;
}
