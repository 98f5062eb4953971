import { type FaceShapes, fitFaceShapes } from '../../../head/face-shapes/fit-face-shapes.ts';
import type { HeadModel, MorphBasis } from '../../../head/head-model.ts';
import type { Kernels } from '../../../kernels/kernel.ts';
import type { RigShapes } from '../rigged-head.ts';
import { basisMorphs, type HeadMorphs } from './head-morphs.ts';
import { nativeShapes } from './native-shapes.ts';

/** A person's head and where its joints are. */
export interface PersonFace {
  /** Neutral, all parts [V, 3] mm. */
  readonly positions: Float64Array;
  /** [J, 3] mm */
  readonly joints: Float64Array;
  /** mm per unit of the head model. */
  readonly size: number;
}

/** All morph targets of a face, and its bind pose. */
export interface FaceMorphs {
  readonly morphs: HeadMorphs;
  /** ARKit's. */
  readonly faceShapes: MorphBasis;
  /** How much of each of the head model's expressions there is of it at full strength [E]: `NativeShapes`. */
  readonly nativeShares: Float64Array;
  readonly sets: RigShapes['sets'];
  /** The bind pose: {@link FaceShapes.neutral}. */
  readonly neutral: Float64Array;
}

/** ARKit's shapes and the visemes made for the face, the head model's own expressions as {@link nativeShapes} has them. */
export function faceMorphs(kernels: Kernels, head: HeadModel, { positions, joints, size }: PersonFace): FaceMorphs {
  const { neutral, faceShapes, visemes }: FaceShapes = fitFaceShapes(kernels, head, { positions, joints });
  const native = nativeShapes(head, { positions: neutral, size });
  return {
    neutral,
    faceShapes,
    nativeShares: native.shares,
    morphs: new Map([...basisMorphs(faceShapes, 1), ...native.morphs, ...basisMorphs(visemes, 1)]),
    sets: new Map([
      ['arkit', faceShapes.names],
      ['native', head.expressions.names],
      ['visemes', visemes.names],
    ]),
  };
}
