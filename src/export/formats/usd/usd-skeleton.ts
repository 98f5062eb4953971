import {
  conjugate,
  multiplyQuaternions,
  type Quaternion,
  quaternionFromAxisAngle,
  rotateVector,
} from '../../../geometry/quaternion.ts';
import type { RigAnimation, RiggedHead, RigJoint } from '../../rig/rigged-head.ts';
import { jointMatrix } from '../joint-matrix.ts';
import { SHOWN, SKELETON, type StageNames } from './usd-names.ts';
import { usdList, usdMatrix, usdNumber, usdPrim, usdRows, usdText } from './usd-text.ts';

/** Time codes of a second. */
export const FRAME_RATE = 30;

/** The skeleton, how the head is shown on it, and its clips beside that. */
export function usdSkeleton(head: RiggedHead, names: StageNames): string[] {
  const { joints, animations = [] } = head;
  return usdPrim(
    'Skeleton',
    'skeleton',
    [
      `uniform token[] joints = ${usdList(names.joints.map(usdText))}`,
      `uniform matrix4d[] bindTransforms = ${usdList(joints.map((joint) => usdMatrix(jointMatrix(joint))))}`,
      `uniform matrix4d[] restTransforms = ${usdList(joints.map((joint) => usdMatrix(jointMatrix(local(joints, joint)))))}`,
      `rel skel:animationSource = <${SKELETON}/${SHOWN}>`,
      ...shown(head, names),
      ...animations.flatMap((clip) => usdClip(head, clip, names)),
    ],
    ['prepend apiSchemas = ["SkelBindingAPI"]'],
  );
}

/** What a joint is turned and shifted by, along the axes of the stage. */
interface Moved {
  readonly turn?: Quaternion;
  readonly shift?: ArrayLike<number>;
}

/** A joint's place against its parent's. */
function local(
  joints: readonly RigJoint[],
  joint: RigJoint,
  { turn, shift }: Moved = {},
): Pick<RigJoint, 'position' | 'rotation'> {
  const above = joints[joint.parent] ?? { position: [0, 0, 0], rotation: [0, 0, 0, 1] as const };
  const back = conjugate(above.rotation);
  const away = joint.position.map((x, k) => x - above.position[k] + (shift?.[k] ?? 0));
  const turned = turn === undefined ? joint.rotation : multiplyQuaternions(turn, joint.rotation);
  return { position: rotateVector(back, away), rotation: multiplyQuaternions(back, turned) };
}

function shown({ joints, weights }: RiggedHead, names: StageNames): string[] {
  const places = joints.map((joint) =>
    local(joints, joint, joint.turn === undefined ? {} : { turn: quaternionFromAxisAngle(joint.turn) }),
  );
  const strengths = Array.from(names.shapes.keys(), (name) => usdNumber(weights?.get(name) ?? 0));
  return usdPrim('SkelAnimation', SHOWN, [
    jointsLine(joints, joints, names),
    `quatf[] rotations = ${quaternions(places)}`,
    scales(joints.length),
    `float3[] translations = ${translations(places)}`,
    shapesLine(names),
    `float[] blendShapeWeights = ${usdList(strengths)}`,
  ]);
}

/** A clip as samples at its keys, which run linearly between them. */
function usdClip({ joints }: RiggedHead, clip: RigAnimation, names: StageNames): string[] {
  const { rotations, translations: shifts, times, weights } = clip;
  const moved = joints.filter(({ name }) => rotations.has(name) || shifts?.has(name));
  const samples = (what: string, at: (frame: number) => string): string[] => [
    `${what}.timeSamples = {`,
    ...Array.from(times, (t, f) => `    ${usdNumber(FRAME_RATE * t)}: ${at(f)},`),
    '}',
  ];
  const places = (f: number) =>
    moved.map((joint) => {
      const [x, y, z, w] = rotations.get(joint.name)?.subarray(4 * f, 4 * f + 4) ?? [0, 0, 0, 1];
      const shift = shifts?.get(joint.name)?.subarray(3 * f, 3 * f + 3) ?? [0, 0, 0];
      return local(joints, joint, { turn: [x, y, z, w], shift });
    });
  return usdPrim('SkelAnimation', names.clips.get(clip.name) ?? clip.name, [
    jointsLine(joints, moved, names),
    scales(moved.length),
    ...samples('quatf[] rotations', (f) => quaternions(places(f))),
    ...samples('float3[] translations', (f) => translations(places(f))),
    shapesLine(names),
    ...samples('float[] blendShapeWeights', (f) =>
      usdList(Array.from(names.shapes.keys(), (name) => usdNumber(weights.get(name)?.[f] ?? 0))),
    ),
  ]);
}

function jointsLine(joints: readonly RigJoint[], moved: readonly RigJoint[], names: StageNames): string {
  return `uniform token[] joints = ${usdList(moved.map((joint) => usdText(names.joints[joints.indexOf(joint)])))}`;
}

function shapesLine({ shapes }: StageNames): string {
  return `uniform token[] blendShapes = ${usdList(Array.from(shapes.values(), usdText))}`;
}

function scales(count: number): string {
  return `half3[] scales = ${usdRows(new Array(3 * count).fill(1), 3)}`;
}

/** (w, x, y, z) */
function quaternions(places: readonly Pick<RigJoint, 'rotation'>[]): string {
  return usdRows(
    places.flatMap(({ rotation: [x, y, z, w] }) => [w, x, y, z]),
    4,
  );
}

function translations(places: readonly Pick<RigJoint, 'position'>[]): string {
  return usdRows(
    places.flatMap(({ position }) => [...position]),
    3,
  );
}
