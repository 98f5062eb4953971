import type { SheetPose } from '../../../scripts/export/sheet-poses.ts';
import type { RiggedHead } from '../../../src/export/rig/rigged-head.ts';

/** Names for the same shape, ARKit's first. */
const SIX_SHAPES = [
  ['eyeBlinkLeft', 'eye-left-closure'],
  ['eyeBlinkRight', 'eye-right-closure'],
  ['browInnerUp', 'eyebrows-left-inner-up'],
  ['mouthSmileLeft', 'mouth-corner-puller'],
  ['mouthPucker', 'mouth-pursing'],
  ['noseSneerRight', 'nose-right-elevation'],
] as const;

/** Jaw, neck and eyes moved and six shapes set, all at once and none of them by 0, 1 or about one axis. */
export function mixedPose(rig: RiggedHead): SheetPose {
  const morphs = new Set(rig.primitives.flatMap((primitive) => [...primitive.morphs.keys()]));
  const one = (names: readonly string[], known: (name: string) => boolean): string => {
    const found = names.find(known);
    if (found === undefined) throw new Error(`the rig has none of ${names.join(', ')}`);
    return found;
  };
  const joint = (...names: string[]): string => one(names, (name) => rig.joints.some((other) => other.name === name));
  return {
    name: 'mixed',
    view: { yaw: 0, pitch: 0, shows: 'head' },
    joints: new Map([
      [joint('neck'), { rotation: [0.2, -0.3, 0.1] }],
      [joint('jaw'), { rotation: [0.35, 0.05, -0.02], translation: [1, -0.5, 3] }],
      [joint('eye_L'), { rotation: [0.1, 0.4, 0] }],
      [joint('eye_R'), { rotation: [-0.2, 0.3, 0] }],
    ]),
    shapes: new Map(SIX_SHAPES.map((names, k) => [one(names, (name) => morphs.has(name)), 0.3 + 0.13 * k])),
  };
}

/** The largest distance of points. @param a, b [V, 3] */
export function farthest(a: Float64Array, b: Float64Array): number {
  if (a.length !== b.length) throw new Error(`${a.length / 3} points against ${b.length / 3}`);
  let most = 0;
  for (let i = 0; i < a.length; i += 3)
    most = Math.max(most, Math.hypot(a[i] - b[i], a[i + 1] - b[i + 1], a[i + 2] - b[i + 2]));
  return most;
}
