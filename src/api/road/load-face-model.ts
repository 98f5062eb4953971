import { type DecaModel, loadDecaModel } from '../../deca/reconstruct-face.ts';
import { createFaceTables, type FaceTables } from '../../export/rig/face-rig.ts';
import type { FaceRigs } from '../../export/rig/thread/face-rigs.ts';
import type { HeadModel } from '../../head/head-model.ts';
import { loadPeoplesHead } from '../../head/load-head.ts';

/** DECA's model with what the rigs of its faces share. */
export interface FaceModel extends DecaModel {
  readonly tables: FaceTables;
}

/**
 * @param rigs where rigs will be built, which begins what they share
 * @throws {AsmFitError} input: a file of the package is missing or damaged
 */
export async function loadFaceModel(rigs: FaceRigs, head: HeadModel = loadPeoplesHead()): Promise<FaceModel> {
  rigs.prepare(head);
  const model = await loadDecaModel(head);
  return { ...model, tables: createFaceTables(model.decoder, rigs) };
}
