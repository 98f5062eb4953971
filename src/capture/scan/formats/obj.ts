import { parseObj } from '../../../geometry/parse-obj.ts';
import type { MeshFormat } from './mesh-format.ts';

export const OBJ: MeshFormat = { read: ({ bytes }) => parseObj(bytes) };
