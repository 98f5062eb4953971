import { solveCholesky } from '../../geometry/cholesky.ts';
import { transpose3 } from '../../geometry/rotation.ts';
import { plainKernels } from '../../kernels/runtime/plain-kernels.ts';
import { EXPRESSIVE_BONES } from '../expression-bones.ts';
import { blendSkin } from '../skinning.ts';
import type { LimitedWeights } from './limited-weights.ts';
import type { Skeleton } from './skeleton.ts';
import type { JointTransforms, SkeletonPose } from './skeleton-transforms.ts';
import { restPose } from './standard-poses.ts';

/** How a photograph moves the skin beside its shapes: bones first, the jaw after them. */
export interface ViewMotion {
  /** Shifts tau of the expressive bones [X, 3] mm, each of its own skin alone. */
  readonly shifts: Float64Array;
  /** [JAW_POSE] radians and mm */
  readonly jaw: ArrayLike<number>;
}

/** The jaw as a skeleton has it. */
export interface JawJoint {
  readonly joint: number;
  readonly skeleton: Skeleton;
}

/**
 * A view's motion as a pose of the skeleton. What a bone shifts goes to all below it, so each gets what its parent does not
 * give already.
 */
export function viewPose({ skeleton, joint }: JawJoint, { shifts, jaw }: ViewMotion): SkeletonPose {
  const pose = restPose(skeleton);
  pose.rotations.set([jaw[0], jaw[1], jaw[2]], 3 * joint);
  pose.translations.set([jaw[3] ?? 0, 0, jaw[4] ?? 0], 3 * joint);
  const own = new Float64Array(pose.translations.length);
  EXPRESSIVE_BONES.forEach((bone, x) => {
    own.set(shifts.subarray(3 * x, 3 * x + 3), 3 * (skeleton.jointCount + bone));
  });
  for (let b = skeleton.jointCount; b < skeleton.names.length; b++) {
    const parent = skeleton.parents[b];
    for (let k = 0; k < 3; k++) pose.translations[3 * b + k] = own[3 * b + k] - own[3 * parent + k];
  }
  return pose;
}

/** Skin with a few weights a vertex. */
export interface LimitedSkin {
  /** At rest [V, 3] mm. */
  readonly positions: Float64Array;
  readonly weights: LimitedWeights;
}

/** What a view shall look like with weights that are not those it was fitted with. */
export interface ViewTarget {
  readonly motion: ViewMotion;
  /** Rest to the view's pose, of {@link viewPose}. */
  readonly transforms: JointTransforms;
  /** Fitted skin [V, 3] mm. */
  readonly fitted: Float64Array;
}

/** Where a shift is not seen it stays as it was: as if so many whole vertices had it. */
const HELD_VERTICES = 0.1;

/**
 * Shifts of the expressive bones with which cut weights show the fitted views, the jaw as it is: least squares of
 *   sum_x w_ix (L_x ds_x) = fitted_i - posed_i
 * over all vertices i and bones x, the same normal equations for all axes and all views.
 */
export function refitViews(skeleton: Skeleton, skin: LimitedSkin, views: readonly ViewTarget[]): ViewMotion[] {
  const count = EXPRESSIVE_BONES.length;
  const slots = new Int32Array(skeleton.names.length).fill(-1);
  EXPRESSIVE_BONES.forEach((bone, x) => {
    slots[skeleton.jointCount + bone] = x;
  });
  const { influences, joints, weights } = skin.weights;
  const matrix = new Float64Array(count * count);
  for (let x = 0; x < count; x++) matrix[x * count + x] = HELD_VERTICES;
  for (let row = 0; row < joints.length; row += influences)
    for (let a = row; a < row + influences; a++) {
      const x = slots[joints[a]];
      if (x < 0) continue;
      for (let b = row; b < row + influences; b++)
        if (slots[joints[b]] >= 0) matrix[x * count + slots[joints[b]]] += weights[a] * weights[b];
    }
  return views.map(({ motion, transforms, fitted }) => {
    const posed = skinnedBy(skin, transforms);
    const right = [0, 1, 2].map(() => new Float64Array(count));
    for (let n = 0; n < joints.length; n++) {
      const x = slots[joints[n]];
      const i = 3 * Math.floor(n / influences);
      if (x >= 0) for (let k = 0; k < 3; k++) right[k][x] += weights[n] * (fitted[i + k] - posed[i + k]);
    }
    const moved = right.map((rhs) => solveCholesky(matrix.slice(), rhs));
    const shifts = motion.shifts.slice();
    for (let x = 0; x < count; x++) {
      // L ds was solved for; bones turn with what carries them and not by themselves.
      const back = transpose3(transforms.linear.subarray(9 * (skeleton.jointCount + EXPRESSIVE_BONES[x])));
      for (let k = 0; k < 3; k++)
        for (let c = 0; c < 3; c++) shifts[3 * x + k] += back[3 * k + c] * (moved[c]?.[x] ?? 0);
    }
    return { shifts, jaw: motion.jaw };
  });
}

/** Linear blend skinning with a few weights a vertex. @returns [V, 3] */
export function skinnedBy({ positions, weights }: LimitedSkin, transforms: JointTransforms): Float64Array {
  const { influences, joints } = weights;
  const start = Uint32Array.from({ length: positions.length / 3 + 1 }, (_, v) => v * influences);
  const pairs = { start, bones: Uint32Array.from(joints) };
  return Float64Array.from(blendSkin(plainKernels(), positions, pairs, weights.weights, transforms));
}
