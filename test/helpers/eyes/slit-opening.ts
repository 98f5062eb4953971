import { createJawRig, turnJaw } from '../../../src/head/anatomy/jaw.ts';
import type { Slit } from '../../../src/head/anatomy/slits.ts';
import { loadBundledHead } from '../../../src/head/bundled/bundled-head.ts';
import { jointPosition } from '../../../src/head/head-model.ts';
import { createShapeSpace, evaluateShape, expressionStart } from '../../../src/head/shape/shape-space.ts';

const head = loadBundledHead();
const space = createShapeSpace(head);

/** The bundled head with expressions of one strength [V, 3] mm. */
export function withExpression(names: readonly string[], amount: number): Float64Array {
  const coefficients = new Float64Array(space.count);
  for (const name of names) coefficients[expressionStart(space) + head.expressions.names.indexOf(name)] = amount;
  return evaluateShape(space, coefficients);
}

/** The bundled head with its jaw turned, radians [V, 3] mm. */
export function withOpenJaw(angle: number): Float64Array {
  const jaw = createJawRig(head);
  const positions = head.template.slice();
  turnJaw({ ...jaw, pivot: jointPosition(head, jaw.joint, []) }, [angle, 0, 0], positions);
  return positions;
}

/** Vertical distance of the rims' means over the middle half of a slit, mm. */
export function opening(positions: Float64Array, { upper, lower }: Slit): number {
  const x = (v: number): number => head.template[3 * v];
  const [first, last] = [x(lower[0]), x(lower[lower.length - 1])];
  const mean = (rim: readonly number[]): number => {
    const middle = rim.filter((v) => Math.abs(x(v) - (first + last) / 2) < (last - first) / 4);
    return middle.reduce((sum, v) => sum + positions[3 * v + 1], 0) / middle.length;
  };
  return mean(upper) - mean(lower);
}
