import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { AsmFitError } from '../../errors.ts';
import { type ByteSource, withInputFile } from '../../files/input-file.ts';
import { readJson } from '../../files/read-json.ts';
import type { IctModel } from './ict-model.ts';
import { holdsIctObjs, readIctObjs } from './read-ict-objs.ts';

const MAX_VERTICES = 1_000_000;
const MAX_SHAPES = 4096;
const MAX_JSON_BYTES = 2 ** 22;
const MAX_BIN_BYTES = 2 ** 31;
const HINT = 'copy the folder again';

const count = z.number().int().nonnegative();
const packedSchema = z.object({
  vertices: count.positive().max(MAX_VERTICES),
  shapes: z.array(z.object({ name: z.string(), scale: z.number() })).max(MAX_SHAPES),
  vertex_indices: z.object({ idx_to_landmark_verts: z.array(count) }),
  sections: z.record(z.string(), z.object({ offset: count, bytes: count })),
});
type PackedMeta = z.infer<typeof packedSchema>;

const MM_PER_UNIT = 10;
const MAX_MM = 10_000;
/** Materials of the face and of the back of the head. */
const SKIN_MATERIALS = 2;

/**
 * Reads ICT-FaceKit, as the OBJ files of its `FaceXModel` folder or packed as `ict_facekit.json` beside `ict_facekit.bin`.
 * @throws {AsmFitError} input: missing or damaged
 */
export function readIct(folder: string): IctModel {
  const model = holdsIctObjs(folder) ? readIctObjs(folder) : readPacked(folder);
  const vertexCount = model.positions.length / 3;
  const isBeyond = (v: number): boolean => !(v >= 0 && v < vertexCount);
  const beyond = model.landmarks.find(isBeyond) ?? model.triangles.find(isBeyond);
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
  const json = readJson(jsonPath, { what: 'index', maxBytes: MAX_JSON_BYTES, maxValues: 1e6 });
  return withInputFile(binPath, { what: 'numbers of ICT-FaceKit', maxBytes: MAX_BIN_BYTES }, (source) =>
    unpack(checkPacked(json, jsonPath), source, binPath),
  );
}

function checkPacked(json: unknown, path: string): PackedMeta {
  const result = packedSchema.safeParse(json);
  if (result.success) return result.data;
  const issues = result.error.issues.slice(0, 10).map((issue) => `${issue.path.join('.') || 'root'}: ${issue.message}`);
  throw new AsmFitError('input', `${path}: it must describe ICT-FaceKit; received ${issues.join('; ')}`, HINT);
}

function unpack(meta: PackedMeta, source: ByteSource, path: string): IctModel {
  const fail = (required: string, received: string): never => {
    throw new AsmFitError('input', `${path}: ${required}; received ${received}`, HINT);
  };
  /** @param bytes that the section must have, null where it says itself */
  const section = (name: string, bytes: number | null): ArrayBuffer => {
    const place = Object.hasOwn(meta.sections, name) ? meta.sections[name] : undefined;
    if (place === undefined) return fail(`section ${name} must be there`, 'none');
    if ((bytes !== null && place.bytes !== bytes) || place.offset + place.bytes > source.size)
      return fail(
        `section ${name} must have ${bytes ?? 'its'} bytes within the file`,
        `${place.bytes} at ${place.offset} of ${source.size}`,
      );
    return Uint8Array.from(source.read(place.offset, place.bytes)).buffer;
  };
  const stride = 3 * meta.vertices;
  const materials = new Uint8Array(section('face_material_u8', null));
  const quads = new Int32Array(section('quads_i32_v_vt_x4', 32 * materials.length));
  const deltas = new Int16Array(section('deltas_i16', 2 * stride * meta.shapes.length));
  const positions = Float64Array.from(new Float32Array(section('neutral_f32', 4 * stride)), (x) => MM_PER_UNIT * x);
  const identity = meta.shapes.flatMap(({ name, scale }, k) =>
    /^identity/i.test(name)
      ? [Float32Array.from(deltas.subarray(k * stride, (k + 1) * stride), (x) => MM_PER_UNIT * scale * x)]
      : [],
  );
  for (const numbers of [positions, ...identity]) {
    const wild = numbers.find((x) => !(Math.abs(x) <= MAX_MM));
    if (wild !== undefined) fail(`the head and its shapes must lie within ${MAX_MM} mm`, String(wild));
  }
  const triangles: number[] = [];
  materials.forEach((material, q) => {
    if (material >= SKIN_MATERIALS) return;
    const [a, b, c, d] = [0, 2, 4, 6].map((k) => quads[8 * q + k]);
    triangles.push(a, b, c);
    if (d >= 0) triangles.push(a, c, d);
  });
  return {
    positions,
    triangles: Uint32Array.from(triangles),
    landmarks: meta.vertex_indices.idx_to_landmark_verts,
    identity,
  };
}
