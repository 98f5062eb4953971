import type { PatchSearch } from './match-patches.ts';
import type { PatchShape } from './skin-patches.ts';
import type { OffsetSmoothing } from './smooth-offsets.ts';

/** Displacements of the skin along its normals, found by patches of the photographs; cameras and bones held. */
export interface DetailStage {
  readonly name: string;
  /** Each searches nearer and finer: the n-th by an n-th of reach and step. */
  readonly rounds: number;
  /** What is broader on the skin than this is left out of the photographs, mm. */
  readonly bandMm: number;
  /** Cosine of the steepest angle at which a view counts. */
  readonly minCosine: number;
  readonly patch: PatchShape;
  readonly search: PatchSearch;
  readonly smoothing: OffsetSmoothing;
}
