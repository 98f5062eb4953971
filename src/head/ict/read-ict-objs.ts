import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AsmFitError, messageOf } from '../../errors.ts';
import type { IctModel } from './read-ict.ts';

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
  const lines = read(NEUTRAL).split(/\r?\n/);
  const positions = vertices(lines);
  const identity: Float32Array[] = [];
  for (let k = 0; existsSync(join(folder, identityName(k))); k++) {
    const own = vertices(read(identityName(k)).split(/\r?\n/));
    if (own.length !== positions.length)
      throw new AsmFitError(
        'input',
        `${identityName(k)}: must have ${positions.length / 3} vertices; received ${own.length / 3}`,
        'download ICT-FaceKit again',
      );
    identity.push(Float32Array.from(own, (x, i) => x - positions[i]));
  }
  const { idx_to_landmark_verts: landmarks } = JSON.parse(read(INDICES)) as { idx_to_landmark_verts: number[] };
  return { positions, triangles: skinTriangles(lines), landmarks, identity };
}

function identityName(k: number): string {
  return `identity${String(k).padStart(3, '0')}.obj`;
}

function vertices(lines: readonly string[]): Float64Array {
  return Float64Array.from(
    lines.filter((line) => line.startsWith('v ')).flatMap((line) => line.trim().split(/\s+/).slice(1, 4)),
    (word) => MM_PER_UNIT * Number(word),
  );
}

function skinTriangles(lines: readonly string[]): Uint32Array {
  const out: number[] = [];
  let skin = false;
  for (const line of lines) {
    if (line.startsWith('usemtl ')) skin = SKIN.test(line.slice(7).trim());
    if (!skin || !line.startsWith('f ')) continue;
    const corners = line
      .trim()
      .split(/\s+/)
      .slice(1)
      .map((word) => Number.parseInt(word, 10) - 1);
    for (let k = 2; k < corners.length; k++) out.push(corners[0], corners[k - 1], corners[k]);
  }
  return Uint32Array.from(out);
}
