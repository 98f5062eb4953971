import { createJawRig, type JawRig } from '../anatomy/jaw.ts';
import { jointPosition } from '../head-model.ts';
import { pointPositions, type ShapePoints, type ShapeSpace, shapePoints, type VertexPoints } from './shape-space.ts';

/** Shape points that a jaw may move. */
export interface JawedPoints extends ShapePoints {
  readonly arms: JawArms;
}

/**
 * How the jaw reaches points X_i = sum_c b_ic x_c whose vertices turn by their skinning weights w_c about its joint p:
 *   X'_i = X_i + (R - I) Y_i + beta_i t,  Y_i = sum_c b_ic w_c (x_c - p),  beta_i = sum_c b_ic w_c
 * exactly so whatever the weights within a triangle. A point that it does not reach has no arm Y. Its vertices and weights
 * are those of sum_c b_ic w_c x_c; its columns are Y's: the joint moves with the identity.
 */
export interface JawArms extends ShapePoints {
  /** Arms before each point [points + 1]: a point has one or none. */
  readonly start: Uint32Array;
  /** Point of each arm. */
  readonly point: Uint32Array;
  /** beta of each arm. */
  readonly carried: Float64Array;
}

export function jawedPoints(space: ShapeSpace, points: ShapePoints): JawedPoints {
  const jaw = createJawRig(space.head);
  const reach = jawReach(jaw, points);
  const { vertices, weights, carried } = reach;
  const arms = shapePoints(space, vertices, weights, points.arity);
  takeJoint(space, jaw, carried, arms);
  return { ...points, arms: { ...arms, ...reach } };
}

/** Where the joint is on a head of the space. @param coefficients [count] @returns p [3] mm */
export function jawPivot({ head, identityCount }: ShapeSpace, joint: number, coefficients: Float64Array): Float64Array {
  return jointPosition(head, joint, coefficients.subarray(0, identityCount));
}

/** Y on a mesh [M, 3]. @param positions [V, 3] @param pivot p */
export function armPositions(arms: JawArms, positions: ArrayLike<number>, pivot: ArrayLike<number>): Float64Array {
  return pointPositions(arms, positions).map((x, i) => x - arms.carried[Math.floor(i / 3)] * pivot[i % 3]);
}

function jawReach(
  jaw: JawRig,
  points: VertexPoints,
): Omit<JawArms, keyof ShapePoints> & Pick<VertexPoints, 'vertices' | 'weights'> {
  const { count, arity } = points;
  const start = new Uint32Array(count + 1);
  const point: number[] = [];
  const weights: number[] = [];
  const vertices: number[] = [];
  const carried: number[] = [];
  for (let i = 0; i < count; i++) {
    const corners = Array.from({ length: arity }, (_, c) => i * arity + c);
    const own = corners.map((c) => points.weights[c] * jaw.weights[points.vertices[c]]);
    if (own.some((w) => w !== 0)) {
      point.push(i);
      weights.push(...own);
      vertices.push(...corners.map((c) => points.vertices[c]));
      carried.push(own.reduce((sum, w) => sum + w, 0));
    }
    start[i + 1] = point.length;
  }
  return {
    start,
    point: Uint32Array.from(point),
    vertices: Uint32Array.from(vertices),
    weights: Float64Array.from(weights),
    carried: Float64Array.from(carried),
  };
}

/** Takes off the columns of sum_c b_c w_c x_c what the joint does under the identity: beta dp/da_k. */
function takeJoint(
  { head, identityCount }: ShapeSpace,
  { joint }: JawRig,
  carried: Float64Array,
  arms: ShapePoints,
): void {
  const stride = 3 * head.joints.length;
  carried.forEach((beta, m) => {
    for (let axis = 0; axis < 3; axis++)
      for (let k = 0; k < identityCount; k++)
        arms.basis[(3 * m + axis) * arms.columns + k] -= beta * head.jointIdentity[k * stride + 3 * joint + axis];
  });
}
