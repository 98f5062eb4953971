import { type FaceShapes, fitFaceShapes } from '../../../head/face-shapes/fit-face-shapes.ts';
import type { HeadModel, MorphBasis } from '../../../head/head-model.ts';
import type { Kernels } from '../../../kernels/kernel.ts';
import type { RigShapes } from '../rigged-head.ts';

/** Displacement fields of morph targets over all parts [V, 3] mm, by name. */
export type HeadMorphs = ReadonlyMap<string, Float32Array | Float64Array>;

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
  readonly sets: RigShapes['sets'];
  /** The bind pose: {@link FaceShapes.neutral}. */
  readonly neutral: Float64Array;
}

/** ARKit's shapes and the visemes made for the face, the head model's own expressions as they are. */
export function faceMorphs(kernels: Kernels, head: HeadModel, { positions, joints, size }: PersonFace): FaceMorphs {
  const { neutral, faceShapes, visemes }: FaceShapes = fitFaceShapes(kernels, head, { positions, joints });
  return {
    neutral,
    faceShapes,
    morphs: new Map([
      ...basisMorphs(faceShapes, 1),
      ...basisMorphs(head.expressions, size),
      ...basisMorphs(visemes, 1),
    ]),
    sets: new Map([
      ['arkit', faceShapes.names],
      ['native', head.expressions.names],
      ['visemes', visemes.names],
    ]),
  };
}

/** @param size mm per unit of the basis */
export function basisMorphs({ names, deltas }: MorphBasis, size: number): Map<string, Float32Array> {
  const stride = deltas.length / Math.max(1, names.length);
  return new Map(
    names.map((name, k) => {
      const delta = deltas.subarray(k * stride, (k + 1) * stride);
      return [name, size === 1 ? delta : delta.map((x) => size * x)];
    }),
  );
}
