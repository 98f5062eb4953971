import { type Eyeball, type EyesGaze, gazeTurn } from '../../../head/anatomy/eyes/eyeballs.ts';
import type { JointPose, RigPose } from '../posed-vertices.ts';

/** Where eyes rest in a rig, where a moment has them, and where they look then; null: ahead. */
export interface MovedEyes {
  readonly rest: readonly Eyeball[];
  readonly moment: readonly Eyeball[];
  readonly gaze: EyesGaze | null;
}

/** A pose whose eyes' joints are where a moment has the eyeballs, turned to where they look. */
export function withEyes(pose: RigPose, { rest, moment, gaze }: MovedEyes): RigPose {
  return new Map([
    ...pose,
    ...rest.map(({ part, centre }, e): [string, JointPose] => {
      const translation = moment[e].centre.map((x, k) => x - centre[k]);
      if (gaze === null) return [part.joint, { translation }];
      return [part.joint, { translation, rotation: gazeTurn(part.name === 'eye_L' ? gaze.left : gaze.right) }];
    }),
  ]);
}
