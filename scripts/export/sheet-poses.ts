import type { JointPose, PosableHead, RigPose } from '../../src/export/rig/posed-vertices.ts';

/** Where a pose is looked at from. */
export interface SheetView {
  /** Degrees; yaw > 0 shows the head's right side, pitch < 0 looks from below. */
  readonly yaw: number;
  readonly pitch: number;
  /** The whole head, or the face alone. */
  readonly shows: 'head' | 'face';
}

/** A rig in a pose, as it is looked at. */
export interface SheetPose {
  readonly name: string;
  readonly view: SheetView;
  readonly joints: RigPose;
  /** Morph weights by name. */
  readonly shapes: ReadonlyMap<string, number>;
}

interface Wanted {
  readonly name: string;
  readonly view: SheetView;
  readonly joints?: (rig: PosableHead) => readonly (readonly [joint: string, pose: JointPose])[];
  /** Names for the same thing, ARKit's first: the first list that the rig has is set to 1. */
  readonly shapes?: readonly (readonly string[])[];
}

const DEGREES = Math.PI / 180;
const FRONT: SheetView = { yaw: 0, pitch: 0, shows: 'head' };
const FACE: SheetView = { yaw: 0, pitch: 0, shows: 'face' };

const WANTED: readonly Wanted[] = [
  { name: 'front', view: FRONT },
  { name: 'side', view: { ...FRONT, yaw: 90 } },
  { name: 'back', view: { ...FRONT, yaw: 180 } },
  { name: 'below', view: { ...FRONT, pitch: -55 } },
  { name: 'mouth-open', view: FACE, joints: () => [['jaw', { rotation: [25 * DEGREES, 0, 0] }]] },
  {
    name: 'eyes-shut',
    view: FACE,
    shapes: [
      ['eyeBlinkLeft', 'eyeBlinkRight'],
      ['eye-left-closure', 'eye-right-closure'],
    ],
  },
  { name: 'head-turned', view: FRONT, joints: headYaw },
  {
    name: 'smile',
    view: FACE,
    shapes: [
      ['mouthSmileLeft', 'mouthSmileRight'],
      ['mouth-corner-puller-left', 'mouth-corner-puller-right'],
      ['mouth-corner-puller'],
    ],
  },
];

/** 60 degrees to the subject's left, half of it in the neck where the rig has one. */
function headYaw({ joints }: PosableHead): readonly (readonly [string, JointPose])[] {
  const names = ['neck', 'head'].filter((name) => joints.some((joint) => joint.name === name));
  return names.map((name) => [name, { rotation: [0, (60 * DEGREES) / names.length, 0] }]);
}

/** The eight poses that a rig is looked at in; what a rig lacks is left out of them and told. */
export function sheetPoses(rig: PosableHead, onMissing: (what: string) => void): SheetPose[] {
  const joints = new Set(rig.joints.map(({ name }) => name));
  const morphs = new Set(rig.primitives.flatMap((primitive) => [...primitive.morphs.keys()]));
  return WANTED.map(({ name, view, joints: moved, shapes = [] }) => {
    const poses = moved?.(rig) ?? [];
    for (const [joint] of poses) if (!joints.has(joint)) onMissing(`${name}: no joint ${joint}`);
    const found = shapes.find((list) => list.every((shape) => morphs.has(shape)));
    if (shapes.length > 0 && found === undefined) onMissing(`${name}: none of the shapes ${shapes.join(' / ')}`);
    return {
      name,
      view,
      joints: new Map(poses.filter(([joint]) => joints.has(joint))),
      shapes: new Map((found ?? []).map((shape) => [shape, 1])),
    };
  });
}
