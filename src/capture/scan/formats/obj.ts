import { parseObj } from '../../../geometry/mesh-text/parse-obj.ts';
import type { MeshFormat } from './mesh-format.ts';

export const OBJ: MeshFormat = { read: ({ bytes }) => parseObj(bytes) };
