import type { AdaptiveSkinningModel, AsmForward } from '../../asm/adaptive-skinning-model.ts';
import type { FittedHead } from '../../fitting/finish/fitted-head.ts';
import { type EyesGaze, eyeballs } from '../../head/anatomy/eyes/eyeballs.ts';
import type { Kernels } from '../../kernels/kernel.ts';
import { asmRig, type RigChoices } from './asm-rig.ts';
import { type FittedMoment, fittedMoments } from './clips/captured-moments.ts';
import { withEyes } from './clips/eyes-pose.ts';
import { withViewClips } from './clips/view-clips.ts';
import type { RigPose } from './posed-vertices.ts';
import type { UnpaintedHead } from './rigged-head.ts';
import type { InfluenceLoss } from './weights/solve-weights.ts';

/** What a rig of a fit is made for. */
export interface RigWishes extends RigChoices {
  /** Whether it rests as it was captured, instead of as the neutral face with each moment as a clip. */
  readonly keepExpression: boolean;
}

/** All that the rig of a fit is built from but its textures: plain numbers and names, which another thread can have. */
export interface RigWork {
  readonly model: AdaptiveSkinningModel;
  readonly forward: AsmForward;
  /** All parts at rest [V, 3] mm. */
  readonly positions: Float64Array;
  /** mm per unit of the model. */
  readonly size: number;
  /** Coefficients of the head's first identity modes. */
  readonly identity: Float64Array;
  /** Those that become clips. */
  readonly moments: readonly FittedMoment[];
  readonly choices: RigChoices;
}

/** A rig without its textures, and what its weights lose. */
export interface BuiltRig {
  readonly head: UnpaintedHead;
  readonly influenceLoss: InfluenceLoss;
}

export function rigWork(fitted: FittedHead, { keepExpression, influences, shapes, extras }: RigWishes): RigWork {
  const { asm, size } = fitted;
  return {
    model: asm.model,
    forward: asm.result.forward,
    positions: keepExpression ? fitted.positions : fitted.neutral.positions,
    size,
    identity: fitted.coefficients.slice(0, fitted.space.identityCount),
    moments: keepExpression ? [] : fittedMoments(fitted),
    choices: { influences, shapes, extras },
  };
}

export function buildRig(kernels: Kernels, { moments, choices, ...fit }: RigWork): BuiltRig {
  const built = asmRig(kernels, { ...fit, motions: moments.map(({ motion }) => motion) }, choices);
  const rest = eyeballs(fit.model.head, fit.positions);
  const head = withViewClips(
    built.head,
    moments.map(({ name, expression, gaze, looks, positions: captured }, m) => {
      const moment = eyeballs(fit.model.head, captured);
      const looking = (towards: EyesGaze | null): RigPose => withEyes(built.poses[m], { rest, moment, gaze: towards });
      return {
        name,
        pose: looking(gaze),
        weights: built.weightsOf({ expression }).weights,
        shown: built.onPrimitives(captured),
        looks: looks.map((look) => ({ name: look.name, pose: looking(look.gaze) })),
      };
    }),
  );
  return { head, influenceLoss: built.loss };
}
