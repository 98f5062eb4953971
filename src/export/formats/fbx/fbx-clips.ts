import type { Quaternion } from '../../../geometry/quaternion.ts';
import type { RigAnimation } from '../../rig/rigged-head.ts';
import { fbxNode } from './fbx-node.ts';
import type { FbxId, FbxObjects } from './fbx-objects.ts';
import { animatedNumber, properties70, timeProperty } from './fbx-properties.ts';
import { nearestTurn } from './fbx-rotation.ts';
import type { FbxJoint } from './fbx-skeleton.ts';

/** FBX's units of time in a second. */
const TICKS = 46_186_158_000;
/** A clip of one key lasts a frame. */
const FRAME_SECONDS = 1 / 30;
/** Linear between keys. */
const LINEAR = 0x4;

/** What a clip moves. */
export interface FbxMoved {
  readonly objects: FbxObjects;
  readonly joints: ReadonlyMap<string, FbxJoint>;
  /** Blend shapes' channels. */
  readonly channels: ReadonlyMap<string, FbxId>;
}

export function ticksOf(seconds: number): number {
  return Math.round(seconds * TICKS);
}

/** A clip's last moment in {@link TICKS}. */
export function clipEnd({ times }: RigAnimation): number {
  return ticksOf(Math.max(FRAME_SECONDS, times[times.length - 1] ?? 0));
}

/** An animation as a stack of one layer: a curve for each number that changes. */
export function addClip({ objects, joints, channels }: FbxMoved, clip: RigAnimation): void {
  const { name, times } = clip;
  const stack = objects.add(
    name,
    { node: 'AnimationStack', nameClass: 'AnimStack', kind: '' },
    properties70(
      timeProperty('LocalStart', 0),
      timeProperty('LocalStop', clipEnd(clip)),
      timeProperty('ReferenceStart', 0),
      timeProperty('ReferenceStop', clipEnd(clip)),
    ),
  );
  const layer = objects.add('base', { node: 'AnimationLayer', nameClass: 'AnimLayer', kind: '' }, properties70());
  objects.connect(layer, stack);
  const keyTimes = BigInt64Array.from(times, (t) => BigInt(ticksOf(t)));
  const track = (target: FbxId, property: string, curves: Readonly<Record<string, Float32Array>>): void => {
    const [short] = property.split(' ').slice(-1);
    const node = objects.add(
      CURVE_NAMES[property] ?? short,
      { node: 'AnimationCurveNode', nameClass: 'AnimCurveNode', kind: '' },
      properties70(...Object.entries(curves).map(([part, values]) => animatedNumber(part, values[0] ?? 0))),
    );
    objects.connect(node, layer);
    objects.connect(node, target, property);
    for (const [part, values] of Object.entries(curves))
      objects.connect(addCurve(objects, keyTimes, values), node, part);
  };
  for (const [joint, turns] of clip.rotations)
    track(
      jointOf(joints, joint, name).model,
      'Lcl Rotation',
      byAxis(turnedDegrees(jointOf(joints, joint, name), turns)),
    );
  for (const [joint, shifts] of clip.translations ?? []) {
    const limb = jointOf(joints, joint, name);
    const local = new Float32Array(shifts.length);
    for (let f = 0; f < shifts.length; f += 3) local.set(limb.shifted(shifts.subarray(f, f + 3)), f);
    track(limb.model, 'Lcl Translation', byAxis(local));
  }
  for (const [target, weights] of clip.weights) {
    const channel = channels.get(target);
    if (channel !== undefined)
      track(channel, 'DeformPercent', { 'd|DeformPercent': weights.map((weight) => 100 * weight) });
  }
}

const CURVE_NAMES: Readonly<Record<string, string>> = { 'Lcl Rotation': 'R', 'Lcl Translation': 'T' };

function jointOf(joints: ReadonlyMap<string, FbxJoint>, name: string, clip: string): FbxJoint {
  const joint = joints.get(name);
  if (joint === undefined) throw new Error(`clip ${clip}: the rig must have a joint ${name}`);
  return joint;
}

/** @param turns quaternions [F, 4] @returns degrees [F, 3] that run on from each key to the next */
function turnedDegrees(joint: FbxJoint, turns: Float32Array): Float32Array {
  const out = new Float32Array((3 * turns.length) / 4);
  let before: readonly number[] = [0, 0, 0];
  for (let f = 0; f < turns.length / 4; f++) {
    const [x, y, z, w] = turns.subarray(4 * f, 4 * f + 4);
    const turn: Quaternion = [x, y, z, w];
    const degrees = nearestTurn(joint.turned(turn), before);
    out.set(degrees, 3 * f);
    before = degrees;
  }
  return out;
}

/** @param values [F, 3] */
function byAxis(values: Float32Array): Record<string, Float32Array> {
  const axis = (k: number): Float32Array =>
    Float32Array.from({ length: values.length / 3 }, (_, f) => values[3 * f + k]);
  return { 'd|X': axis(0), 'd|Y': axis(1), 'd|Z': axis(2) };
}

function addCurve(objects: FbxObjects, times: BigInt64Array, values: Float32Array): FbxId {
  return objects.add(
    '',
    { node: 'AnimationCurve', nameClass: 'AnimCurve', kind: '' },
    fbxNode('Default', { type: 'D', value: values[0] ?? 0 }),
    fbxNode('KeyVer', 4008),
    fbxNode('KeyTime', times),
    fbxNode('KeyValueFloat', values),
    // All keys share one description.
    fbxNode('KeyAttrFlags', Int32Array.of(LINEAR)),
    fbxNode('KeyAttrDataFloat', new Float32Array(4)),
    fbxNode('KeyAttrRefCount', Int32Array.of(values.length)),
  );
}
