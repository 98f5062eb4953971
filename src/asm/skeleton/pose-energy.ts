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

/**
 * A pose of joints counts as so many moves of bones, which are a hundred times as many: a hundredth of a turned neck's weight
 * is a millimetre. More is asked where a vertex strays (limit-weights.ts): more everywhere costs bones' moves without need.
 */
export const WHOLE_POSE = 100;

/** Tells bones of a vertex apart that no pose does, mm^2: as if each moved alone by this once more. */
const ALONE_MM2 = 0.01;

/**
 * What errors of weights cost at a vertex x: with D_j(P) = L_j x + o_j - x of pose P, and weights wrong by e that sum to 0,
 *   c sum_P |sum_j e_j D_j(P)|^2 = e^T G e,  c = {@link WHOLE_POSE} or what is asked
 * A bone b moved alone moves all below it: G_ij has for each b at or above both i and j
 *   c_b = 6 s^2 + 8 (1 - cos a) |x - p_b|^2,  shifts by s and turns by a about three axes and back
 */
export interface VertexEnergy {
  /** G_ij of two of the vertex's bones, by their places in its list. */
  pair(i: number, j: number): number;
  /** G w. @param weights [m] of the vertex's bones */
  times(weights: readonly number[]): ArrayLike<number>;
  /** max_P |sum_j e_j D_j(P)| mm. @param errors e [m] of the vertex's bones, sum 0 */
  farthest(errors: ArrayLike<number>): number;
}

/** The energy of a vertex x that so many bones move. @param wholePose c, what a pose of joints counts */
export type PoseEnergy = (x: ArrayLike<number>, bones: readonly number[], wholePose?: number) => VertexEnergy;

/** Energies of one set of poses, vertex by vertex: each is good until the next is asked for. */
export function createPoseEnergy(poses: WeightPoses): PoseEnergy {
  const { skeleton, joints, transforms } = poses;
  const count = skeleton.names.length;
  const chains = skeleton.names.map((_, j) => boneChain(skeleton, j));
  const shared = nearestShared(chains);
  const width = 3 * transforms.length;
  const moved = new Float64Array(width * count);
  // Of a bone alone c_b, and of it with all above it.
  const alone = new Float64Array(count);
  const above = new Float64Array(count);
  // Of all weights: where they take the vertex, and their sum below each bone.
  const mean = new Float64Array(width);
  const below = new Float64Array(count);
  const sumMoved = (weights: ArrayLike<number>): void => {
    mean.fill(0);
    for (let i = 0; i < weights.length; i++)
      for (let k = 0; k < width; k++) mean[k] += weights[i] * moved[width * i + k];
  };
  return (x, bones, wholePose = WHOLE_POSE) => {
    displace(transforms, x, bones, moved);
    const scale = Math.sqrt(wholePose);
    for (let k = 0; k < width * bones.length; k++) moved[k] *= scale;
    for (let b = skeleton.jointCount; b < count; b++) {
      alone[b] = aloneEnergy(x, joints, b);
      above[b] = alone[b] + above[skeleton.parents[b]];
    }
    return {
      pair(i, j) {
        let sum = i === j ? ALONE_MM2 : 0;
        const [a, b] = [width * i, width * j];
        for (let k = 0; k < width; k++) sum += moved[a + k] * moved[b + k];
        const both = shared[count * bones[i] + bones[j]];
        return both < 0 ? sum : sum + above[both];
      },
      times(weights) {
        sumMoved(weights);
        below.fill(0);
        for (let i = 0; i < bones.length; i++) for (const b of chains[bones[i]]) below[b] += weights[i];
        const out = new Float64Array(bones.length);
        for (let i = 0; i < out.length; i++) {
          let sum = ALONE_MM2 * weights[i];
          for (let k = 0; k < width; k++) sum += mean[k] * moved[width * i + k];
          for (const b of chains[bones[i]]) sum += alone[b] * below[b];
          out[i] = sum;
        }
        return out;
      },
      farthest(errors) {
        sumMoved(errors);
        let most = 0;
        for (let k = 0; k < width; k += 3) most = Math.max(most, Math.hypot(mean[k], mean[k + 1], mean[k + 2]));
        return most / scale;
      },
    };
  };
}

/** D_j in each pose of each of a vertex's bones [m, P, 3]. */
function displace(
  transforms: readonly JointTransforms[],
  x: ArrayLike<number>,
  bones: readonly number[],
  out: Float64Array,
): void {
  const [x0, x1, x2] = [x[0], x[1], x[2]];
  for (let p = 0; p < transforms.length; p++) {
    const { linear, offset } = transforms[p];
    for (let i = 0; i < bones.length; i++) {
      const at = 3 * (i * transforms.length + p);
      const [o, row] = [3 * bones[i], 9 * bones[i]];
      out[at] = linear[row] * x0 + linear[row + 1] * x1 + linear[row + 2] * x2 + offset[o] - x0;
      out[at + 1] = linear[row + 3] * x0 + linear[row + 4] * x1 + linear[row + 5] * x2 + offset[o + 1] - x1;
      out[at + 2] = linear[row + 6] * x0 + linear[row + 7] * x1 + linear[row + 8] * x2 + offset[o + 2] - x2;
    }
  }
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

/** The lowest bone that is at or above both of two, -1 where none is [N, N]. */
function nearestShared(chains: readonly (readonly number[])[]): Int32Array {
  return Int32Array.from(chains.flatMap((chain) => chains.map((other) => chain.find((b) => other.includes(b)) ?? -1)));
}
