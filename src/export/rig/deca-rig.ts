import type { LimitedWeights } from '../../asm/skeleton/limited-weights.ts';
import { createSkeleton, type Skeleton } from '../../asm/skeleton/skeleton.ts';
import type { HeadModel, MorphBasis } from '../../head/head-model.ts';
import type { Kernels } from '../../kernels/kernel.ts';
import type { RigChoices } from './asm-rig.ts';
import type { RigExtra } from './extras/rig-extra.ts';
import { rigExtras, withExtras } from './extras/rig-extras.ts';
import {
  createSkinRig,
  rigidPrimitive,
  type SkinRig,
  skinMorphs,
  skinPrimitive,
  skinSurface,
} from './rig-primitives.ts';
import type { RigShapes, UnpaintedHead } from './rigged-head.ts';
import { faceMorphs } from './shapes/face-morphs.ts';
import { basisMorphs } from './shapes/head-morphs.ts';
import { headJoints } from './skeleton/head-joints.ts';
import { jointOfPart, rigJoints } from './skeleton/rig-joints.ts';
import { unfittedSkeleton } from './weights/rest-influences.ts';

/** What the rigs of all faces on one head share. */
export interface DecaRig {
  readonly head: HeadModel;
  readonly skeleton: Skeleton;
  readonly skin: SkinRig;
  readonly extras: readonly RigExtra[];
}

/**
 * The skeleton and its weights on the mean head, where the bones' mixtures are at rest; its expressions as morph targets.
 * @param weights of `restInfluences`
 */
export function createDecaRig(head: HeadModel, weights: LimitedWeights): DecaRig {
  const skin = skinSurface(head);
  return {
    head,
    skeleton: createSkeleton(head),
    skin: createSkinRig(skin, weights, basisMorphs(head.expressions, 1)),
    extras: rigExtras(head, skin),
  };
}

/** A neutral face: plain numbers and names, which another thread can have. */
export interface FaceWork {
  /** [V, 3] mm */
  readonly neutral: Float64Array;
  /** Coefficients of the head's identity modes. */
  readonly identity: Float64Array;
  /** Sets of morph targets and extras that formats write. */
  readonly written: Pick<RigChoices, 'shapes' | 'extras'>;
}

/** The rig of a neutral face in bind pose, whoever shows it how, and ARKit's shapes of it. */
export interface BuiltFace {
  readonly rigged: Omit<UnpaintedHead, 'surface' | 'weights' | 'shapes'> & { readonly shapes: RigShapes };
  readonly faceShapes: MorphBasis;
}

export function buildFace(
  kernels: Kernels,
  { head, skeleton, skin, extras }: DecaRig,
  { neutral: shape, identity, written }: FaceWork,
): BuiltFace {
  const joints = headJoints({ head, positions: shape, identity, size: 1 });
  const { neutral, morphs, faceShapes, sets } = faceMorphs(kernels, head, { positions: shape, joints, size: 1 });
  const rest = unfittedSkeleton(skeleton, head, neutral, identity);
  const made = new Map([...morphs].filter(([name]) => !skin.morphs.has(name)));
  const parts = head.parts.map((part) =>
    part.name === 'skin'
      ? { ...skinPrimitive(skin, neutral), morphs: new Map([...skin.morphs, ...skinMorphs(skin, made)]) }
      : rigidPrimitive(head, part, { positions: neutral, morphs }, jointOfPart(head, part)),
  );
  return {
    rigged: {
      name: head.name,
      joints: rigJoints(skeleton, rest),
      primitives: withExtras(kernels, parts, extras),
      shapes: { sets, written: written.shapes },
      extras: written.extras,
    },
    faceShapes,
  };
}
