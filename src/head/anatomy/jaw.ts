import { rotationFromAxisAngle } from '../../geometry/rotation.ts';
import { alignSimilarity } from '../../geometry/similarity.ts';
import { type HeadModel, jointPosition } from '../head-model.ts';

/**
 * The jaw as a joint with linear blend skinning and a pose corrective, as FLAME has one:
 *   x' = x + w (R - I)(x - p) + clamp(angle about x / open angle) c
 * Weights and corrective are read off the head's own mouth-open shape, so that the joint turned by the open angle
 * gives that shape exactly.
 */
export interface JawRig {
  /** Column of the mouth-open shape among the expressions. */
  readonly expression: number;
  readonly joint: number;
  /** Turn about the subject's left-right axis that opens the mouth as far as the shape does, radians. */
  readonly openAngle: number;
  /** Skinning weights of the jaw [V]. */
  readonly weights: Float64Array;
  /** What the turn does not explain of the shape [V, 3] mm. */
  readonly corrective: Float64Array;
}

const JAW_SHAPE = 'mouth-open';

/** @throws {Error} a head without the shape, the joint or lower teeth. */
export function createJawRig(head: HeadModel): JawRig {
  const expression = head.expressions.names.indexOf(JAW_SHAPE);
  const joint = head.joints.findIndex(({ name }) => name === 'jaw');
  const teeth = head.parts.find(({ name }) => name === 'teeth_lower');
  if (expression < 0 || joint < 0 || teeth === undefined)
    throw new Error(`head ${head.name}: must have a jaw joint, lower teeth and the shape ${JAW_SHAPE}`);
  const stride = 3 * head.vertexCount;
  const shape = head.expressions.deltas.subarray(expression * stride, (expression + 1) * stride);
  const run = [3 * teeth.vertexStart, 3 * (teeth.vertexStart + teeth.vertexCount)] as const;
  const closed = head.template.slice(...run);
  const { rotation } = alignSimilarity(
    closed,
    closed.map((x, i) => x + shape[run[0] + i]),
    'rigid',
  );
  const openAngle = Math.atan2(rotation[7], rotation[8]);

  const pivot = jointPosition(head, joint, []);
  const turned = turn(rotationFromAxisAngle(openAngle, 0, 0));
  const weights = new Float64Array(head.vertexCount);
  const corrective = new Float64Array(stride);
  const arm = [0, 0, 0];
  for (let v = 0; v < head.vertexCount; v++) {
    for (let k = 0; k < 3; k++) arm[k] = head.template[3 * v + k] - pivot[k];
    const moved = turned(arm);
    let along = 0;
    let square = 0;
    for (let k = 0; k < 3; k++) {
      along += moved[k] * shape[3 * v + k];
      square += moved[k] ** 2;
    }
    weights[v] = Math.min(1, Math.max(0, along / square));
    for (let k = 0; k < 3; k++) corrective[3 * v + k] = shape[3 * v + k] - weights[v] * moved[k];
  }
  return { expression, joint, openAngle, weights, corrective };
}

/**
 * Turns the jaw, in place.
 * @param positions [V, 3] mm, of any identity and expression
 * @param axisAngle of the jaw, radians; x > 0 opens
 */
export function turnJaw(
  rig: JawRig,
  pivot: ArrayLike<number>,
  axisAngle: ArrayLike<number>,
  positions: Float64Array,
): void {
  if (axisAngle[0] === 0 && axisAngle[1] === 0 && axisAngle[2] === 0) return;
  const turned = turn(rotationFromAxisAngle(axisAngle[0], axisAngle[1], axisAngle[2]));
  const opening = Math.min(1, Math.max(0, axisAngle[0] / rig.openAngle));
  const arm = [0, 0, 0];
  for (let v = 0; v < rig.weights.length; v++) {
    for (let k = 0; k < 3; k++) arm[k] = positions[3 * v + k] - pivot[k];
    const moved = turned(arm);
    for (let k = 0; k < 3; k++) positions[3 * v + k] += rig.weights[v] * moved[k] + opening * rig.corrective[3 * v + k];
  }
}

/** x -> (R - I) x */
function turn(rotation: Float64Array): (x: readonly number[]) => number[] {
  return (x) =>
    [0, 1, 2].map((i) => rotation[3 * i] * x[0] + rotation[3 * i + 1] * x[1] + rotation[3 * i + 2] * x[2] - x[i]);
}
