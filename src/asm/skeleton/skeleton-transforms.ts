import { axisAngleBackward, multiply3, rotationFromAxisAngle } from '../../geometry/rotation.ts';

/** How joints are moved away from rest, along the axes of head space. */
export interface SkeletonPose {
  /** Axis-angle r [N, 3], radians. */
  readonly rotations: Float64Array;
  /** t [N, 3] mm */
  readonly translations: Float64Array;
}

/** Joints at rest. */
export interface JointTree {
  /** p [N, 3] mm */
  readonly positions: ArrayLike<number>;
  /** [N] parents before their children, -1 at the root. */
  readonly parents: ArrayLike<number>;
}

/** Where rest goes by each joint: x' = L_j x + o_j. */
export interface JointTransforms {
  /** L [N, 3, 3] */
  readonly linear: Float64Array;
  /** o [N, 3] mm */
  readonly offset: Float64Array;
}

/**
 * Rest to pose by joint. Each turns and slides about its rest position p before its parents a move it on,
 *   x -> R_j (x - p_j) + p_j + t_j:  L_j = L_a R_j,  o_j = L_a (p_j - R_j p_j + t_j) + o_a
 * With {@link blendSkin} this is linear blend skinning.
 */
export function skeletonTransforms(
  { positions, parents }: JointTree,
  { rotations, translations }: SkeletonPose,
): JointTransforms {
  const linear = new Float64Array(3 * positions.length);
  const offset = new Float64Array(positions.length);
  for (let j = 0; j < parents.length; j++) {
    const turn = turnOf(rotations, j);
    const shift = shiftOf(positions, turn, translations, j);
    const own = linear.subarray(9 * j, 9 * j + 9);
    const a = parents[j];
    if (a < 0) {
      own.set(turn);
      offset.set(shift, 3 * j);
      continue;
    }
    const above = linear.subarray(9 * a, 9 * a + 9);
    multiply3(above, turn, own);
    for (let k = 0; k < 3; k++)
      offset[3 * j + k] =
        above[3 * k] * shift[0] + above[3 * k + 1] * shift[1] + above[3 * k + 2] * shift[2] + offset[3 * a + k];
  }
  return { linear, offset };
}

/** Gradient on a skeleton's pose and rest. */
export interface SkeletonGradient extends SkeletonPose {
  /** [N, 3] */
  readonly positions: Float64Array;
}

/**
 * Backward of {@link skeletonTransforms}, children before parents, u_j = p_j - R_j p_j + t_j:
 *   t_bar = L_a^T o_bar,  R_bar = L_a^T L_bar - t_bar p^T,  p_bar = (I - R^T) t_bar,
 *   L_a_bar += L_bar R^T + o_bar u^T,  o_a_bar += o_bar
 * @param transforms of the forward
 * @param gradient L_bar [N, 3, 3] and o_bar [N, 3]
 */
export function skeletonTransformsBackward(
  { positions, parents }: JointTree,
  { rotations, translations }: SkeletonPose,
  transforms: JointTransforms,
  gradient: JointTransforms,
): SkeletonGradient {
  const count = parents.length;
  const linear = gradient.linear.slice();
  const offset = gradient.offset.slice();
  const out = {
    rotations: new Float64Array(3 * count),
    translations: new Float64Array(3 * count),
    positions: new Float64Array(3 * count),
  };
  const gradTurn = new Float64Array(9);
  for (let j = count - 1; j >= 0; j--) {
    const turn = turnOf(rotations, j);
    const shift = shiftOf(positions, turn, translations, j);
    const gradLinear = linear.subarray(9 * j, 9 * j + 9);
    const gradOffset = offset.subarray(3 * j, 3 * j + 3);
    const a = parents[j];
    const above = a < 0 ? IDENTITY : transforms.linear.subarray(9 * a, 9 * a + 9);
    const gradShift = [0, 1, 2].map((k) => column(above, k, gradOffset));
    for (let r = 0; r < 3; r++)
      for (let c = 0; c < 3; c++) {
        let sum = -gradShift[r] * positions[3 * j + c];
        for (let m = 0; m < 3; m++) sum += above[3 * m + r] * gradLinear[3 * m + c];
        gradTurn[3 * r + c] = sum;
        if (a < 0) continue;
        let up = gradOffset[r] * shift[c];
        for (let m = 0; m < 3; m++) up += gradLinear[3 * r + m] * turn[3 * c + m];
        linear[9 * a + 3 * r + c] += up;
      }
    for (let k = 0; k < 3; k++) {
      if (a >= 0) offset[3 * a + k] += gradOffset[k];
      out.translations[3 * j + k] = gradShift[k];
      out.positions[3 * j + k] = gradShift[k] - column(turn, k, gradShift);
    }
    const axis: [number, number, number] = [rotations[3 * j], rotations[3 * j + 1], rotations[3 * j + 2]];
    out.rotations.set(axisAngleBackward(axis, turn, gradTurn), 3 * j);
  }
  return out;
}

const IDENTITY = Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1);

function turnOf(rotations: Float64Array, j: number): Float64Array {
  return rotationFromAxisAngle(rotations[3 * j], rotations[3 * j + 1], rotations[3 * j + 2]);
}

/** u = p - R p + t */
function shiftOf(p: ArrayLike<number>, turn: Float64Array, t: Float64Array, j: number): number[] {
  return [0, 1, 2].map(
    (k) =>
      p[3 * j + k] -
      turn[3 * k] * p[3 * j] -
      turn[3 * k + 1] * p[3 * j + 1] -
      turn[3 * k + 2] * p[3 * j + 2] +
      t[3 * j + k],
  );
}

/** (M^T x)_k */
function column(m: ArrayLike<number>, k: number, x: ArrayLike<number>): number {
  return m[k] * x[0] + m[3 + k] * x[1] + m[6 + k] * x[2];
}
