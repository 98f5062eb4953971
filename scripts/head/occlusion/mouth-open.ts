import { createJawRig, turnJaw } from '../../../src/head/anatomy/jaw.ts';
import { JAW_OPEN } from '../../../src/head/face-shapes/fit-face-shapes.ts';
import type { HeadModel } from '../../../src/head/head-model.ts';

/** What bares the teeth. */
const BARING = ['mouthUpperUpLeft', 'mouthUpperUpRight', 'mouthLowerDownLeft', 'mouthLowerDownRight'];

/** The mean head with its mouth as open as one looks into it: the jaw down, lips drawn off the teeth. @returns [V, 3] mm */
export function mouthOpen(head: HeadModel): Float64Array {
  const { names, deltas } = head.faceShapes;
  const positions = head.template.slice();
  for (const name of BARING) {
    const first = names.indexOf(name) * positions.length;
    for (let i = 0; i < positions.length; i++) positions[i] += deltas[first + i];
  }
  const { joint, weights } = createJawRig(head);
  turnJaw({ weights, pivot: head.jointPositions.subarray(3 * joint, 3 * joint + 3) }, [JAW_OPEN, 0, 0], positions);
  return positions;
}
