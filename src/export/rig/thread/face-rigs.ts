import type { HeadModel } from '../../../head/head-model.ts';
import type { Kernels } from '../../../kernels/kernel.ts';
import type { BuiltFace, FaceWork } from '../deca-rig.ts';
import type { RiggedHead } from '../rigged-head.ts';

/** Where the rigs of faces are built and written. */
export interface FaceRigs {
  /** Begins what the rigs of all faces on a head share. */
  prepare(head: HeadModel): void;
  /** Begins the rig of a face. @param kernels of this thread, should it come to build the rig */
  build(kernels: Kernels, head: HeadModel, work: FaceWork): Promise<BuiltFace>;
  /** Begins the files of the format `glb`. @param rig of a face that was built, posed and painted @param stem start of the files' names */
  glb(rig: RiggedHead, stem: string): Promise<readonly FaceFile[]>;
}

/** A file of a face, its name relative to the output folder. */
export interface FaceFile {
  readonly name: string;
  readonly content: string | Uint8Array;
}
