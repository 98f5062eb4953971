import type { InitName } from '../options/fit-options.ts';
import { decaHead } from './deca-head.ts';
import type { FirstMesh } from './initial-head.ts';
import { landmarkHead, templateHead } from './landmark-head.ts';

/** The first mesh of a fit and its cameras, by each of the methods of `--init`. */
export const FIRST_MESHES: Readonly<Record<InitName, FirstMesh>> = {
  deca: decaHead,
  landmarks: landmarkHead,
  template: templateHead,
};
