import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AsmFitError, messageOf } from '../../errors.ts';
import { readJson } from '../../read-json.ts';
import { holdsIctObjs, readIctObjs } from './read-ict-objs.ts';

/** ICT-FaceKit [Li 2020] (MIT): the skin of its mean head and its identity modes, mm. */
export interface IctModel {
  /** Neutral mean [V, 3] */
  readonly positions: Float64Array;
  /** Outer skin [T, 3] */
  readonly triangles: Uint32Array;
  /** Vertices of iBUG's 68 landmarks. */
  readonly landmarks: readonly number[];
  /** One standard deviation each [V, 3]. */
  readonly identity: readonly Float32Array[];
}

interface PackedMeta {
  vertices: number;
  shapes: { name: string; scale: number }[];
  vertex_indices: { idx_to_landmark_verts: number[] };
  sections: Record<string, { offset: number; bytes: number }>;
}

const MM_PER_UNIT = 10;
/** Materials of the face and of the back of the head. */
const SKIN_MATERIALS = 2;

/**
 * Reads ICT-FaceKit, as the OBJ files of its `FaceXModel` folder or packed as `ict_facekit.json` beside `ict_facekit.bin`.
 * @throws {AsmFitError} input: missing or damaged
 */
export function readIct(folder: string): IctModel {
  const model = holdsIctObjs(folder) ? readIctObjs(folder) : readPacked(folder);
  const vertexCount = model.positions.length / 3;
  const beyond = [...model.landmarks, ...model.triangles].find((v) => !(v >= 0 && v < vertexCount));
  if (model.landmarks.length !== 68 || model.triangles.length === 0 || beyond !== undefined)
    throw new AsmFitError(
      'input',
      `${folder}: ICT-FaceKit must have skin and 68 landmarks on its ${vertexCount} vertices; received ${model.triangles.length / 3} triangles, ${model.landmarks.length} landmarks${beyond === undefined ? '' : `, vertex ${beyond}`}`,
      'copy the folder again',
    );
  return model;
}

function readPacked(folder: string): IctModel {
  const jsonPath = join(folder, 'ict_facekit.json');
  const binPath = join(folder, 'ict_facekit.bin');
  for (const path of [jsonPath, binPath])
    if (!existsSync(path))
      throw new AsmFitError(
        'input',
        `${path}: ICT-FaceKit must be there; received nothing`,
        'pass the FaceXModel folder of ICT-FaceKit, or one with ict_facekit.json and ict_facekit.bin',
      );
  try {
    return unpack(
      readJson(jsonPath, { what: 'index', maxBytes: 2 ** 22, maxValues: 1e6 }) as PackedMeta,
      readFileSync(binPath),
    );
  } catch (error) {
    if (error instanceof AsmFitError) throw error;
    throw new AsmFitError(
      'input',
      `${folder}: ICT-FaceKit must be whole; received ${messageOf(error)}`,
      'copy the folder again',
    );
  }
}

function unpack(meta: PackedMeta, bytes: Uint8Array): IctModel {
  const section = (name: string, length: number): ArrayBuffer => {
    const { offset, bytes: size } = meta.sections[name];
    if (size !== length || !(offset >= 0 && offset + size <= bytes.length))
      throw new Error(`section ${name} of ${size} bytes at ${offset} of ${bytes.length}`);
    return Uint8Array.from(bytes.subarray(offset, offset + size)).buffer;
  };
  const stride = 3 * meta.vertices;
  const materials = new Uint8Array(section('face_material_u8', meta.sections.face_material_u8.bytes));
  const quads = new Int32Array(section('quads_i32_v_vt_x4', 32 * materials.length));
  const deltas = new Int16Array(section('deltas_i16', 2 * stride * meta.shapes.length));
  const triangles: number[] = [];
  materials.forEach((material, q) => {
    if (material >= SKIN_MATERIALS) return;
    const [a, b, c, d] = [0, 2, 4, 6].map((k) => quads[8 * q + k]);
    triangles.push(a, b, c);
    if (d >= 0) triangles.push(a, c, d);
  });
  const landmarks = meta.vertex_indices.idx_to_landmark_verts;
  return {
    positions: Float64Array.from(new Float32Array(section('neutral_f32', 4 * stride)), (x) => MM_PER_UNIT * x),
    triangles: Uint32Array.from(triangles),
    landmarks,
    identity: meta.shapes.flatMap(({ name, scale }, k) =>
      /^identity/i.test(name)
        ? [Float32Array.from(deltas.subarray(k * stride, (k + 1) * stride), (x) => MM_PER_UNIT * scale * x)]
        : [],
    ),
  };
}
