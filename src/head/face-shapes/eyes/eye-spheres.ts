import { fitSphere } from '../../anatomy/eyes/seat-eyes.ts';
import type { HeadModel, HeadPart } from '../../head-model.ts';

/** An eyeball: a sphere, within a tenth of a millimetre where one sees it. */
export interface EyeSphere {
  readonly part: HeadPart;
  /** Where its joint is [3] mm. */
  readonly pivot: readonly number[];
  /** [3] mm */
  readonly centre: readonly number[];
  /** mm */
  readonly radius: number;
}

/** A head at rest and its joints. */
export interface RestingHead {
  /** All parts [V, 3] mm */
  readonly positions: Float64Array;
  /** [J, 3] mm */
  readonly joints: Float64Array;
}

/** Both eyes, the left one first. */
export function eyeSpheres(head: HeadModel, { positions, joints }: RestingHead): EyeSphere[] {
  return head.parts
    .filter(({ texture }) => texture === 'eye')
    .map((part) => {
      const joint = head.joints.findIndex(({ name }) => name === part.joint);
      const pivot = Array.from(joints.subarray(3 * joint, 3 * joint + 3));
      return { part, pivot, ...fitSphere(positions, part) };
    });
}
