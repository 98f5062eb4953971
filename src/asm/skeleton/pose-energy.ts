import type { Skeleton } from './skeleton.ts';
import type { JointTransforms } from './skeleton-transforms.ts';
import { BONE_SHIFT_MM, BONE_TURN } from './standard-poses.ts';

/** Poses in which the skin shall look alike whatever its weights. */
export interface WeightPoses {
  readonly skeleton: Skeleton;
  /** Joints at rest p [N, 3] mm. */
  readonly joints: Float64Array;
  /** Poses in which many joints move. Beside these, every bone is moved and turned alone, as standard-poses.ts says. */
  readonly transforms: readonly JointTransforms[];
}

/** Tells bones of a vertex apart that no pose does, mm^2: as if each moved alone by this once more. */
const ALONE_MM2 = 0.01;

/**
 * What errors of weights cost at a vertex x: with D_j(P) = L_j x + o_j - x of pose P, and weights wrong by e that sum to 0,
 *   sum_P |sum_j e_j D_j(P)|^2 = e^T G e
 * A bone b moved alone moves all below it: each pair of bones with b at or above both gets
 *   c_b = 6 s^2 + 8 (1 - cos a) |x - p_b|^2,  shifts by s and turns by a about three axes and back
 * @param bones [m] that the rows of G stand for
 * @param energyOut G [m, m]
 */
export type PoseEnergy = (vertex: ArrayLike<number>, bones: readonly number[], energyOut: Float64Array) => void;

export function createPoseEnergy({ skeleton, joints, transforms }: WeightPoses): PoseEnergy {
  const chains = skeleton.names.map((_, j) => boneChain(skeleton, j));
  return (x, bones, energyOut) => {
    const m = bones.length;
    energyOut.fill(0, 0, m * m);
    const moved = new Float64Array(3 * m);
    for (const { linear, offset } of transforms) {
      for (let i = 0; i < m; i++)
        for (let k = 0; k < 3; k++) {
          const row = 9 * bones[i] + 3 * k;
          moved[3 * i + k] =
            linear[row] * x[0] + linear[row + 1] * x[1] + linear[row + 2] * x[2] + offset[3 * bones[i] + k] - x[k];
        }
      for (let i = 0; i < m; i++)
        for (let j = 0; j <= i; j++)
          energyOut[i * m + j] +=
            moved[3 * i] * moved[3 * j] + moved[3 * i + 1] * moved[3 * j + 1] + moved[3 * i + 2] * moved[3 * j + 2];
    }
    for (let i = 0; i < m; i++) {
      energyOut[i * m + i] += ALONE_MM2;
      for (let j = 0; j <= i; j++) {
        for (const b of chains[bones[i]])
          if (chains[bones[j]].includes(b)) energyOut[i * m + j] += aloneEnergy(x, joints, b);
        energyOut[j * m + i] = energyOut[i * m + j];
      }
    }
  };
}

function aloneEnergy(x: ArrayLike<number>, joints: Float64Array, b: number): number {
  const square = (x[0] - joints[3 * b]) ** 2 + (x[1] - joints[3 * b + 1]) ** 2 + (x[2] - joints[3 * b + 2]) ** 2;
  return 6 * BONE_SHIFT_MM ** 2 + 8 * (1 - Math.cos(BONE_TURN)) * square;
}

/** A bone and the bones above it, as far as they move with one joint; none for the head's joints. */
export function boneChain({ parents, jointCount }: Skeleton, joint: number): number[] {
  const chain: number[] = [];
  for (let b = joint; b >= jointCount; b = parents[b]) chain.push(b);
  return chain;
}
