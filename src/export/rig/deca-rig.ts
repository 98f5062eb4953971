import { createSkeleton, type Skeleton } from '../../asm/skeleton/skeleton.ts';
import type { FaceCodes, MorphableDecoder } from '../../deca/decode/morphable-decoder.ts';
import { decodeNeutral } from '../../deca/decode/morphable-decoder.ts';
import type { Kernels } from '../../kernels/kernel.ts';
import type { RigChoices } from './asm-rig.ts';
import type { RigExtra } from './extras/rig-extra.ts';
import { rigExtras, withExtras } from './extras/rig-extras.ts';
import { headSurface } from './head-surface.ts';
import {
  createSkinRig,
  rigidPrimitive,
  type SkinRig,
  skinMorphs,
  skinPrimitive,
  skinSurface,
} from './rig-primitives.ts';
import type { UnpaintedHead } from './rigged-head.ts';
import { type ExpressionWeights, expressionWeights } from './shapes/expression-weights.ts';
import { basisMorphs, faceMorphs } from './shapes/face-morphs.ts';
import { headJoints } from './skeleton/head-joints.ts';
import { jointOfPart, rigJoints } from './skeleton/rig-joints.ts';
import { restInfluences, unfittedSkeleton } from './weights/rest-influences.ts';

/** The rig of every face that one decoder makes. */
export interface DecaRig {
  readonly decoder: MorphableDecoder;
  readonly skeleton: Skeleton;
  readonly skin: SkinRig;
  readonly extras: readonly RigExtra[];
}

/** The skeleton and its weights on the mean head, where the bones' mixtures are at rest; its expressions as morph targets. */
export function createDecaRig(decoder: MorphableDecoder): DecaRig {
  const { head } = decoder;
  const skeleton = createSkeleton(head);
  const skin = skinSurface(head);
  return {
    decoder,
    skeleton,
    skin: createSkinRig(skin, restInfluences(head), basisMorphs(head.expressions, 1)),
    extras: rigExtras(head, skin),
  };
}

/** A rig, and how expressions are shown on it. */
export interface RiggedFace {
  readonly rigged: UnpaintedHead;
  readonly weightsOf: ExpressionWeights;
}

/** A face of codes. */
export interface PosedFace {
  readonly codes: FaceCodes;
  /** As the codes pose it [V, 3] mm */
  readonly posed: Float64Array;
}

/**
 * A face as the rig shows it: posed as its codes say, neutral in bind pose. Native expressions are driven by the codes
 * themselves; where they are not written, ARKit's by what comes nearest (shape-weights.ts).
 * @param written sets of morph targets and extras that formats write
 */
export function riggedFace(
  kernels: Kernels,
  { decoder, skeleton, skin, extras }: DecaRig,
  { codes, posed }: PosedFace,
  written: Pick<RigChoices, 'shapes' | 'extras'>,
): RiggedFace {
  const { head } = decoder;
  const identity = codes.shape.subarray(0, decoder.space.identityCount);
  const decoded = decodeNeutral(decoder, codes.shape);
  const joints = headJoints({ head, positions: decoded, identity, size: 1 });
  const face = faceMorphs(kernels, head, { positions: decoded, joints, size: 1 });
  const { neutral, morphs } = face;
  const rest = unfittedSkeleton(skeleton, head, neutral, identity);
  const made = new Map([...morphs].filter(([name]) => !skin.morphs.has(name)));
  const parts = head.parts.map((part) =>
    part.name === 'skin'
      ? { ...skinPrimitive(skin, neutral), morphs: new Map([...skin.morphs, ...skinMorphs(skin, made)]) }
      : rigidPrimitive(head, part, { positions: neutral, morphs }, jointOfPart(head, part)),
  );
  const weightsOf = expressionWeights(head, face, { written: written.shapes, size: 1 });
  const rigged = {
    name: head.name,
    joints: rigJoints(skeleton, rest, new Map([['jaw', codes.jawPose]])),
    primitives: withExtras(kernels, parts, extras),
    surface: headSurface(head, posed),
    shapes: { sets: face.sets, written: written.shapes },
    extras: written.extras,
    weights: weightsOf(codes).weights,
  };
  return { rigged, weightsOf };
}
