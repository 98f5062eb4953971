import type { FaceBox } from '../../capture/detection/crop.ts';
import type { DecaCodes } from '../../deca/codes.ts';
import type { FaceReconstruction } from '../../deca/reconstruct-face.ts';
import type { RiggedHead } from '../../export/rig/rigged-head.ts';
import type { HeadModel } from '../../head/head-model.ts';
import { type HeadMesh, headMesh } from './head-mesh.ts';
import type { RiggedResult } from './rigged-result.ts';
import { type SkinTexture, skinTexture } from './skin-texture.ts';
import { type ViewCamera, viewCamera } from './view-camera.ts';

/** A face from one photograph, as the photograph shows it: plain data. */
export interface ReconstructedFace extends HeadMesh, RiggedResult {
  /** Name of the head model. */
  readonly head: string;
  /** What the encoder says: of the person, the moment and the picture. */
  readonly codes: DecaCodes;
  /** Strengths of the expressions by name. */
  readonly expression: Readonly<Record<string, number>>;
  /** In the photograph, from so far away that it is DECA's scaled orthography. */
  readonly camera: ViewCamera;
  /** The square of the photograph that the encoder looked at. */
  readonly box: FaceBox;
  /** How sure the encoder is, above 0; falls with what hides the face. */
  readonly confidence: number;
  /** How sure the face detector is that this is a person's face, 0..1; below 0.73 a warning says so. */
  readonly detectorConfidence: number;
  /** The skin as it was painted from the photograph. */
  readonly texture: SkinTexture;
  /** Relief of the skin along its normals over the texture's UVs. */
  readonly relief: SkinRelief;
  /** What is doubtful about the photograph or slower than it could be, in words. */
  readonly warnings: readonly string[];
  /** From the first byte to this result. */
  readonly seconds: number;
}

/** Displacements over the texture's UVs. */
export interface SkinRelief {
  /** Side of the map, texels. */
  readonly size: number;
  /** [size, size] mm, row 0 at the top; 0 where nothing is known. */
  readonly displacement: Float32Array;
}

/** What else a reconstruction says. */
export type ReconstructionFacts = Pick<ReconstructedFace, 'name' | 'detectorConfidence' | 'warnings' | 'seconds'>;

export function reconstructedFace(
  head: HeadModel,
  { view, positions, camera, texture, detail }: FaceReconstruction,
  rig: RiggedHead,
  facts: ReconstructionFacts,
): ReconstructedFace {
  const { codes, box, logVariance } = view;
  return {
    ...headMesh(head, positions),
    ...facts,
    rig,
    head: head.name,
    codes,
    expression: Object.fromEntries(head.expressions.names.map((name, k) => [name, codes.expression[k]])),
    camera: viewCamera(camera),
    box,
    confidence: Math.exp(-logVariance),
    texture: skinTexture(texture.albedo, texture, rig),
    relief: { size: detail.size, displacement: detail.observed },
  };
}
