import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Random } from '../../src/geometry/random.ts';

/** ICT-FaceKit's identity model (MIT), packed: sections of a binary file named in a JSON file beside it. */
export interface IctHeads {
  /** Outer skin [T, 3]. */
  readonly triangles: Uint32Array;
  /** Vertices of the 68 landmarks. */
  readonly landmarks: readonly number[];
  /** A head with normally distributed identity coefficients. @returns [V, 3] mm */
  sample(random: Random): Float64Array;
}

interface IctMeta {
  shapes: { name: string; scale: number }[];
  vertex_indices: { idx_to_landmark_verts: number[] };
  sections: Record<string, { offset: number; bytes: number }>;
}

const MM_PER_UNIT = 10;
/** Materials of the face and of the back of the head. */
const SKIN_MATERIALS = 2;

export function loadIctHeads(folder: string): IctHeads {
  const meta = JSON.parse(readFileSync(join(folder, 'ict_facekit.json'), 'utf8')) as IctMeta;
  const bytes = readFileSync(join(folder, 'ict_facekit.bin'));
  const section = (name: string): ArrayBuffer => {
    const { offset, bytes: length } = meta.sections[name];
    const copy = new ArrayBuffer(length);
    new Uint8Array(copy).set(bytes.subarray(offset, offset + length));
    return copy;
  };
  const neutral = new Float32Array(section('neutral_f32'));
  const quads = new Int32Array(section('quads_i32_v_vt_x4'));
  const material = new Uint8Array(section('face_material_u8'));
  const deltas = new Int16Array(section('deltas_i16'));
  const triangles: number[] = [];
  for (let q = 0; q < material.length; q++) {
    if (material[q] >= SKIN_MATERIALS) continue;
    const [a, b, c, d] = [0, 2, 4, 6].map((k) => quads[8 * q + k]);
    triangles.push(a, b, c);
    if (d >= 0) triangles.push(a, c, d);
  }
  const identity = meta.shapes.flatMap(({ name, scale }, k) => (/^identity/i.test(name) ? [{ k, scale }] : []));
  return {
    triangles: Uint32Array.from(triangles),
    landmarks: meta.vertex_indices.idx_to_landmark_verts,
    sample(random) {
      const out = Float64Array.from(neutral);
      for (const { k, scale } of identity) {
        const a = scale * random.normal();
        const offset = k * neutral.length;
        for (let i = 0; i < out.length; i++) out[i] += a * deltas[offset + i];
      }
      return out.map((x) => MM_PER_UNIT * x);
    },
  };
}
