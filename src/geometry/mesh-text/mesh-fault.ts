import { AsmFitError } from '../../errors.ts';

const EXPORT_AGAIN = 'export the mesh again as GLB, OBJ, PLY or STL';

/** An input error at a place within a mesh's file; who knows the file's name puts it before. */
export function meshFault(
  where: string,
  requirement: string,
  received: string | number,
  hint = EXPORT_AGAIN,
): AsmFitError {
  return new AsmFitError('input', `${where}: ${requirement}; received ${received}`, hint);
}
