import { fitSphere } from '../../../head/anatomy/eyes/seat-eyes.ts';
import { type HeadModel, jointPosition } from '../../../head/head-model.ts';

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

/** Joints of a person's head: as its identity has them, an eye's in the middle of its eyeball. @returns [J, 3] mm */
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
    out.set(fitSphere(positions, eye).centre, 3 * j);
  });
  return out;
}
