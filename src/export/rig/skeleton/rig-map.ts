import type { JointName } from '../../../head/head-model.ts';
import type { RigJoint } from '../rigged-head.ts';

/** What other systems call a joint; null where they have none of its kind. */
export interface ForeignNames {
  /** Unreal Engine: MetaHuman's body and face skeletons. */
  readonly unreal: string | null;
  /** Unity: `HumanBodyBones`. */
  readonly unity: string | null;
  /** VRM 1.0: `humanoid.humanBones`. */
  readonly vrm: string | null;
  /** Blender: Rigify's human metarig. */
  readonly rigify: string | null;
}

const NAMES: Readonly<Record<JointName, ForeignNames>> = {
  root: { unreal: 'spine_05', unity: 'UpperChest', vrm: 'upperChest', rigify: 'spine.003' },
  neck: { unreal: 'neck_01', unity: 'Neck', vrm: 'neck', rigify: 'spine.004' },
  head: { unreal: 'head', unity: 'Head', vrm: 'head', rigify: 'spine.006' },
  jaw: { unreal: 'FACIAL_C_Jaw', unity: 'Jaw', vrm: 'jaw', rigify: 'jaw' },
  eye_L: { unreal: 'FACIAL_L_Eye', unity: 'LeftEye', vrm: 'leftEye', rigify: 'eye.L' },
  eye_R: { unreal: 'FACIAL_R_Eye', unity: 'RightEye', vrm: 'rightEye', rigify: 'eye.R' },
  tongue: { unreal: 'FACIAL_C_Tongue1', unity: null, vrm: null, rigify: 'tongue' },
};

const NONE: ForeignNames = { unreal: null, unity: null, vrm: null, rigify: null };

/** Which joint of other systems each joint of a rig stands for. The skinning model's bones stand for none. */
export function rigMap(joints: readonly Pick<RigJoint, 'name'>[]): Record<string, ForeignNames> {
  const known: ReadonlyMap<string, ForeignNames> = new Map(Object.entries(NAMES));
  return Object.fromEntries(joints.map(({ name }) => [name, known.get(name) ?? NONE]));
}

/** The same as a file. */
export function rigMapJson(joints: readonly Pick<RigJoint, 'name'>[]): string {
  return `${JSON.stringify({ version: 1, joints: rigMap(joints) }, null, 1)}\n`;
}
