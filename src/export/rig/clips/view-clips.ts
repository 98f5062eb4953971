import type { JointTransforms } from '../../../asm/skeleton/skeleton-transforms.ts';
import { quaternionFromAxisAngle } from '../../../geometry/quaternion.ts';
import { inverse3 } from '../../../geometry/rotation.ts';
import { jointTransforms, type MorphWeights, posedVertices, type RigPose } from '../posed-vertices.ts';
import type { RigAnimation, RigPrimitive, UnpaintedHead } from '../rigged-head.ts';
import { correctiveWeights, sharedCorrectives } from './shared-correctives.ts';

/** A moment of the capture: how the rig comes to it, and the head that was fitted to it. */
export interface CapturedMoment {
  /** Of the clip, unique in its rig. */
  readonly name: string;
  readonly pose: RigPose;
  readonly weights: MorphWeights;
  /** Vertices of each primitive [V, 3] mm, as the moment shows them. */
  readonly shown: readonly Float64Array[];
  /** Poses of other views of the moment, that differ in what turns by joints alone, each for a clip of its own. */
  readonly looks: readonly { readonly name: string; readonly pose: RigPose }[];
}

/**
 * Gives a rig a clip for each moment: the pose of its joints, the weights of its morph targets, and corrective targets for what
 * both leave over,
 *   c_v = L_v^-1 (x_v - o_v) - m_v,  (L_v, o_v) = sum_j w_vj (L_j, o_j),
 * m the rest with its morphs and x the fitted head: skinned, the clip is the fitted head. Other looks of a moment share its
 * correctives.
 */
export function withViewClips(head: UnpaintedHead, moments: readonly CapturedMoment[]): UnpaintedHead {
  const rested = { joints: head.joints, primitives: head.primitives };
  const atRest = new Map<string, never>();
  const leftOver = moments.map((moment) => {
    const transforms = jointTransforms(head.joints, moment.pose);
    const morphed = posedVertices(rested, atRest, moment.weights);
    return head.primitives.map((primitive, p) =>
      leftOverOf(primitive, transforms, { morphed: morphed[p], shown: moment.shown[p] }),
    );
  });
  const correctives = head.primitives.map((_, p) =>
    sharedCorrectives(moments.map(({ name }, m) => ({ name, moves: leftOver[m][p] }))),
  );
  const primitives = head.primitives.map(
    (primitive, p): RigPrimitive => ({ ...primitive, morphs: new Map([...primitive.morphs, ...correctives[p]]) }),
  );
  const targets = new Set(correctives.flatMap((own) => [...own.keys()]));
  const animations = moments.flatMap(({ name, pose, weights, looks }) => {
    const all = new Map([...weights, ...correctiveWeights(name, targets)]);
    return [{ name, pose }, ...looks].map((shown) => stillClip(shown.name, shown.pose, all));
  });
  return { ...head, primitives, animations: [...(head.animations ?? []), ...animations] };
}

function leftOverOf(
  { weights }: RigPrimitive,
  { linear, offset }: JointTransforms,
  { morphed, shown }: { readonly morphed: Float64Array; readonly shown: Float64Array },
): Float64Array {
  const { influences, joints } = weights;
  const out = new Float64Array(shown.length);
  const blend = new Float64Array(9);
  const arm = [0, 0, 0];
  for (let v = 0; v < shown.length / 3; v++) {
    blend.fill(0);
    for (let k = 0; k < 3; k++) arm[k] = shown[3 * v + k];
    for (let n = v * influences; n < (v + 1) * influences; n++) {
      const [w, j] = [weights.weights[n], joints[n]];
      for (let i = 0; i < 9; i++) blend[i] += w * linear[9 * j + i];
      for (let k = 0; k < 3; k++) arm[k] -= w * offset[3 * j + k];
    }
    const back = inverse3(blend);
    const move = [0, 1, 2].map(
      (k) => back[3 * k] * arm[0] + back[3 * k + 1] * arm[1] + back[3 * k + 2] * arm[2] - morphed[3 * v + k],
    );
    out.set(move, 3 * v);
  }
  return out;
}

/** One key frame that holds a pose, its correctives in full. */
function stillClip(name: string, pose: RigPose, weights: MorphWeights): RigAnimation {
  const moved = [...pose];
  return {
    name,
    times: Float32Array.of(0),
    rotations: new Map(
      moved.flatMap(([joint, { rotation }]) =>
        rotation === undefined ? [] : [[joint, Float32Array.from(quaternionFromAxisAngle(rotation))]],
      ),
    ),
    translations: new Map(
      moved.flatMap(([joint, { translation }]) =>
        translation === undefined ? [] : [[joint, Float32Array.from(translation)]],
      ),
    ),
    weights: new Map([...weights].flatMap(([target, w]) => (w === 0 ? [] : [[target, Float32Array.of(w)]]))),
  };
}
