import { type DecaModel, loadDecaModel } from '../../deca/reconstruct-face.ts';
import { createFaceTables, type FaceTables } from '../../export/rig/face-rig.ts';
import type { HeadModel } from '../../head/head-model.ts';
import { loadPeoplesHead } from '../../head/load-head.ts';

/** DECA's model with what the rigs of its faces share. */
export interface FaceModel extends DecaModel {
  readonly tables: FaceTables;
}

/** @throws {AsmFitError} input: a file of the package is missing or damaged */
export async function loadFaceModel(head: HeadModel = loadPeoplesHead()): Promise<FaceModel> {
  const model = await loadDecaModel(head);
  return { ...model, tables: createFaceTables(model.decoder) };
}
