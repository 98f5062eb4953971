import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { AsmFitError, messageOf } from '../../errors.ts';
import { parseJson } from '../../files/read-json.ts';
import { parseObj } from '../../geometry/mesh-text/parse-obj.ts';
import type { IctModel } from './ict-model.ts';

/** ICT-FaceKit's own folder, `FaceXModel`: OBJ files in centimetres. */
const NEUTRAL = 'generic_neutral_mesh.obj';
const INDICES = 'vertex_indices.json';
const SKIN = /^M_(Face|BackHead)$/;
const MM_PER_UNIT = 10;

/** Whether a folder holds ICT-FaceKit as it is downloaded. */
export function holdsIctObjs(folder: string): boolean {
  return existsSync(join(folder, NEUTRAL));
}

/**
 * Reads ICT-FaceKit from the OBJ files that it is downloaded as: the neutral mean, `identity000.obj` and on.
 * @throws {AsmFitError} input: missing or damaged
 */
export function readIctObjs(folder: string): IctModel {
  const read = (name: string): string => {
    try {
      return readFileSync(join(folder, name), 'utf8');
    } catch (error) {
      throw new AsmFitError(
        'input',
        `${join(folder, name)}: must be readable; received ${messageOf(error)}`,
        'pass the FaceXModel folder of ICT-FaceKit',
      );
    }
  };
  const mesh = parseObj(read(NEUTRAL), (material) => SKIN.test(material));
  const positions = mesh.positions.map((x) => MM_PER_UNIT * x);
  const identity: Float32Array[] = [];
  for (let k = 0; existsSync(join(folder, identityName(k))); k++) {
    const own = parseObj(read(identityName(k)), () => false).positions;
    if (own.length !== positions.length)
      throw new AsmFitError(
        'input',
        `${identityName(k)}: must have ${positions.length / 3} vertices; received ${own.length / 3}`,
        'download ICT-FaceKit again',
      );
    identity.push(Float32Array.from(own, (x, i) => MM_PER_UNIT * x - positions[i]));
  }
  return {
    positions,
    triangles: mesh.triangles,
    landmarks: landmarksIn(read(INDICES), join(folder, INDICES)),
    identity,
  };
}

const indices = z.object({ idx_to_landmark_verts: z.array(z.number().int()) });

function landmarksIn(text: string, path: string): number[] {
  try {
    return indices.parse(parseJson(text, path, 1e6)).idx_to_landmark_verts;
  } catch (error) {
    if (error instanceof AsmFitError) throw error;
    throw new AsmFitError(
      'input',
      `${path}: must list idx_to_landmark_verts; received ${messageOf(error)}`,
      'download ICT-FaceKit again',
    );
  }
}

function identityName(k: number): string {
  return `identity${String(k).padStart(3, '0')}.obj`;
}
