import { AsmFitError } from '../../errors.ts';
import { multiply3, rotationFromAxisAngle } from '../../geometry/rotation.ts';
import type { RiggedHead, RigJoint, RigPrimitive } from './rigged-head.ts';

/**
 * How a joint is moved away from rest: x' = R (x - p) + p + t about its rest position p, along the axes of head space,
 * before its parents move it on. Rest orientations of joints have no say in it.
 */
export interface JointPose {
  /** Axis-angle [3], radians; none where it is left out. */
  readonly rotation?: ArrayLike<number>;
  /** t [3] mm; none where it is left out. */
  readonly translation?: ArrayLike<number>;
}

/** Poses by joint; joints that are left out rest, whatever {@link RigJoint.turn} shows. */
export type RigPose = ReadonlyMap<string, JointPose>;

/** Morph weights by name; 0 where one is left out. */
export type MorphWeights = ReadonlyMap<string, number>;

/** What a rig moves: all of it but its pictures. */
export type PosableHead = Pick<RiggedHead, 'joints' | 'primitives'>;

const REST = [0, 0, 0];

/**
 * The vertices of a rig in a pose, as engines show them: morphs, then linear blend skinning in float64,
 *   v' = sum_j w_vj (L_j m_v + o_j),  m_v = v + sum_k a_k d_kv,
 * (L_j, o_j) of {@link jointTransforms}. Other weights than the rig's own (more influences, say) go through `primitives`.
 * @returns [V, 3] mm of each primitive
 * @throws {AsmFitError} input: the pose or the weights name what the rig lacks
 */
export function posedVertices(rig: PosableHead, pose: RigPose, weights: MorphWeights): Float64Array[] {
  checkNames('weights', weights.keys(), new Set(rig.primitives.flatMap(({ morphs }) => [...morphs.keys()])));
  const transforms = jointTransforms(rig.joints, pose);
  return rig.primitives.map((primitive) => skinned(primitive, morphed(primitive, weights), transforms));
}

/** Where rest goes by each joint: x' = L_j x + o_j. */
export interface JointTransforms {
  /** L [J, 3, 3] */
  readonly linear: Float64Array;
  /** o [J, 3] mm */
  readonly offset: Float64Array;
}

/**
 * Rest to pose by joint, L_j = L_p R_j and o_j = L_p (p_j - R_j p_j + t_j) + o_p for the parent p.
 * @throws {AsmFitError} input: a joint that is not there
 */
export function jointTransforms(joints: readonly RigJoint[], pose: RigPose): JointTransforms {
  checkNames('pose', pose.keys(), new Set(joints.map(({ name }) => name)));
  const linear = new Float64Array(9 * joints.length);
  const offset = new Float64Array(3 * joints.length);
  joints.forEach(({ name, parent, position }, j) => {
    const { rotation = REST, translation = REST } = pose.get(name) ?? {};
    const turn = rotationFromAxisAngle(rotation[0], rotation[1], rotation[2]);
    const shift = [0, 1, 2].map(
      (k) =>
        position[k] -
        turn[3 * k] * position[0] -
        turn[3 * k + 1] * position[1] -
        turn[3 * k + 2] * position[2] +
        translation[k],
    );
    const own = linear.subarray(9 * j, 9 * j + 9);
    if (parent < 0) {
      own.set(turn);
      offset.set(shift, 3 * j);
      return;
    }
    const above = linear.subarray(9 * parent, 9 * parent + 9);
    multiply3(above, turn, own);
    for (let k = 0; k < 3; k++)
      offset[3 * j + k] =
        above[3 * k] * shift[0] + above[3 * k + 1] * shift[1] + above[3 * k + 2] * shift[2] + offset[3 * parent + k];
  });
  return { linear, offset };
}

/** Rest plus its morphs [V, 3]. */
function morphed({ positions, morphs }: RigPrimitive, weights: MorphWeights): Float64Array {
  const out = positions.slice();
  for (const [name, delta] of morphs) {
    const weight = weights.get(name) ?? 0;
    if (weight !== 0) for (let i = 0; i < out.length; i++) out[i] += weight * delta[i];
  }
  return out;
}

function skinned({ weights }: RigPrimitive, morphs: Float64Array, transforms: JointTransforms): Float64Array {
  const { linear, offset } = transforms;
  const { influences } = weights;
  const out = new Float64Array(morphs.length);
  for (let v = 0; v < morphs.length / 3; v++)
    for (let n = v * influences; n < (v + 1) * influences; n++) {
      const weight = weights.weights[n];
      if (weight === 0) continue;
      const j = weights.joints[n];
      for (let k = 0; k < 3; k++) {
        const row = 9 * j + 3 * k;
        const moved =
          linear[row] * morphs[3 * v] + linear[row + 1] * morphs[3 * v + 1] + linear[row + 2] * morphs[3 * v + 2];
        out[3 * v + k] += weight * (moved + offset[3 * j + k]);
      }
    }
  return out;
}

function checkNames(where: string, names: Iterable<string>, known: ReadonlySet<string>): void {
  for (const name of names)
    if (!known.has(name))
      throw new AsmFitError(
        'input',
        `${where}: must name what the rig has; received ${name}`,
        `it has ${[...known].join(', ') || 'none'}`,
      );
}
