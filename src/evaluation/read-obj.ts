import { parseObj } from '../geometry/mesh-text/parse-obj.ts';

/** The `v` lines of a Wavefront OBJ. @returns [V, 3] */
export function readObjVertices(text: string): Float64Array {
  return parseObj(text, () => false).positions;
}
