import { axisAngleBackward, rotationFromAxisAngle } from '../../geometry/rotation.ts';
import type { RealArray } from '../../kernels/kernel.ts';
import type { HeadModel, JointName } from '../head-model.ts';

/**
 * The jaw as a joint with linear blend skinning, after all shapes:
 *   x' = x + w (R(r) - I)(x - p) + w t
 * The lower teeth and the tongue are wholly its own.
 */
export interface JawRig {
  readonly joint: number;
  /** Skinning weights of the jaw and of all that hangs on it [V]. */
  readonly weights: Float64Array;
}

/** Numbers of a jaw's pose: axis-angle r, x > 0 opens, then the sliding of the joint t to the left and forwards, mm. */
export const JAW_POSE = 5;

/** A mouth as wide open as people open it, radians. */
export const WIDE_OPEN = (28 * Math.PI) / 180;

/** @throws {Error} a head without a jaw. */
export function createJawRig(head: HeadModel): JawRig {
  const joint = jointNamed(head, 'jaw');
  const under = head.joints.map((_, j) => {
    let at = j;
    while (at >= 0 && at !== joint) at = head.joints[at].parent;
    return at === joint;
  });
  const jointCount = head.joints.length;
  const weights = Float64Array.from({ length: head.vertexCount }, (_, v) => {
    let sum = 0;
    for (let j = 0; j < jointCount; j++) if (under[j]) sum += head.jointWeights[v * jointCount + j];
    return Math.min(1, sum);
  });
  return { joint, weights };
}

function jointNamed(head: HeadModel, name: JointName): number {
  const joint = head.joints.findIndex((candidate) => candidate.name === name);
  if (joint < 0) throw new Error(`head ${head.name}: must have the joint ${name}`);
  return joint;
}

/** What of a head hangs on its jaw, and where the jaw's joint is. */
export interface HungSkin {
  /** Skinning weights w of the first V vertices. */
  readonly weights: Float64Array;
  /** p, mm */
  readonly pivot: ArrayLike<number>;
}

/**
 * Turns the jaw, in place.
 * @param pose [JAW_POSE], or its rotation alone [3]
 * @param positions [>= V, 3] mm, of any identity and expression
 */
export function turnJaw({ weights, pivot }: HungSkin, pose: ArrayLike<number>, positions: RealArray): void {
  const shift = [pose[3] ?? 0, 0, pose[4] ?? 0];
  if (pose[0] === 0 && pose[1] === 0 && pose[2] === 0 && shift[0] === 0 && shift[2] === 0) return;
  const r = rotationFromAxisAngle(pose[0], pose[1], pose[2]);
  const arm = [0, 0, 0];
  for (let v = 0; v < weights.length; v++) {
    const w = weights[v];
    if (w === 0) continue;
    for (let k = 0; k < 3; k++) arm[k] = positions[3 * v + k] - pivot[k];
    for (let k = 0; k < 3; k++) {
      const turned = r[3 * k] * arm[0] + r[3 * k + 1] * arm[1] + r[3 * k + 2] * arm[2];
      positions[3 * v + k] += w * (turned - arm[k] + shift[k]);
    }
  }
}

/** What {@link turnJaw} turned: x [V, 3] before it did, and a gradient x'_bar [V, 3] on it after. */
export interface TurnedSkin {
  readonly positions: RealArray;
  readonly gradTurned: RealArray;
}

/** Gradients on what {@link turnJaw} takes. */
export interface JawGradient {
  /** [V, 3] */
  readonly positions: RealArray;
  /** [JAW_POSE] */
  readonly pose: Float64Array;
}

/**
 * Backward of {@link turnJaw}: x_bar = (I + w (R - I))^T x'_bar, R_bar = sum w x'_bar (x - p)^T, t_bar = sum w x'_bar.
 * @param out accumulated into
 */
export function turnJawBackward(
  { weights, pivot }: HungSkin,
  pose: ArrayLike<number>,
  { positions, gradTurned }: TurnedSkin,
  out: JawGradient,
): void {
  const r = rotationFromAxisAngle(pose[0], pose[1], pose[2]);
  const gradRotation = new Float64Array(9);
  const gradShift = new Float64Array(3);
  for (let v = 0; v < weights.length; v++) {
    const w = weights[v];
    const at = 3 * v;
    for (let k = 0; k < 3; k++) {
      const g = gradTurned[at + k];
      out.positions[at + k] += (1 - w) * g;
      if (w === 0 || g === 0) continue;
      gradShift[k] += w * g;
      for (let m = 0; m < 3; m++) {
        out.positions[at + m] += w * r[3 * k + m] * g;
        gradRotation[3 * k + m] += w * g * (positions[at + m] - pivot[m]);
      }
    }
  }
  axisAngleBackward([pose[0], pose[1], pose[2]], r, gradRotation).forEach((g, k) => {
    out.pose[k] += g;
  });
  out.pose[3] += gradShift[0];
  out.pose[4] += gradShift[2];
}

/** What opening the jaw does to points for each radian, at the mouth shut: w e_x x (x - p). @returns [V, 3] mm */
export function openingField({ weights, pivot }: HungSkin, positions: ArrayLike<number>): Float64Array {
  const out = new Float64Array(3 * weights.length);
  weights.forEach((w, v) => {
    out[3 * v + 1] = -w * (positions[3 * v + 2] - pivot[2]);
    out[3 * v + 2] = w * (positions[3 * v + 1] - pivot[1]);
  });
  return out;
}
