import { deflateRawSync } from 'node:zlib';
import { checksum32 } from '../../../src/deca/import/checksum32.ts';
import * as p from './pickle-writer.ts';

// Small files of the formats that `asm-fit import` reads, and of the one beside FLAME.

export interface ZippedFile {
  readonly name: string;
  readonly content: Uint8Array;
  readonly deflated?: boolean;
  /** What the directory says instead of the truth. */
  readonly lies?: { readonly size?: number; readonly packed?: number; readonly checksum?: number };
}

export function zipFile(files: readonly ZippedFile[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const { name, content, deflated = false, lies = {} } of files) {
    const packed = deflated ? deflateRawSync(content) : Buffer.from(content);
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(deflated ? 8 : 0, 4);
    fields.writeUInt32LE(lies.checksum ?? checksum32(content), 10);
    fields.writeUInt32LE(lies.packed ?? packed.length, 14);
    fields.writeUInt32LE(lies.size ?? content.length, 18);
    fields.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), fields, Buffer.from(name), packed]);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(at, 10);
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\0', 'latin1'), fields, place, Buffer.from(name)]));
    parts.push(local);
    at += local.length;
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 0, 'latin1');
  end.writeUInt16LE(files.length, 8);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(listed.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...parts, listed, end]);
}

export interface SavedTensor {
  readonly kind?: string;
  readonly key?: string;
  /** Numbers of its storage. */
  readonly count: number;
  readonly offset?: number;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
}

/** A tensor as torch.save writes it. */
export function tensor({
  kind = 'FloatStorage',
  key = '0',
  count,
  offset = 0,
  shape,
  strides,
}: SavedTensor): p.Pickled {
  const id = p.tuple(p.text('storage'), p.global('torch', kind), p.text(key), p.text('cpu'), p.int(count));
  return p.call(
    p.global('torch._utils', '_rebuild_tensor_v2'),
    p.persistent(id),
    p.int(offset),
    p.tuple(...shape.map(p.int)),
    p.tuple(...strides.map(p.int)),
    p.bool(false),
    p.call(p.global('collections', 'OrderedDict')),
  );
}

/** A checkpoint in its ZIP form. @param storages bytes by their keys */
export function zipCheckpoint(
  root: p.Pickled,
  storages: Readonly<Record<string, Uint8Array>>,
  deflated = false,
): Buffer {
  return zipFile([
    { name: 'model/data.pkl', content: p.pickle(root), deflated },
    ...Object.entries(storages).map(([key, content]) => ({ name: `model/data/${key}`, content, deflated })),
  ]);
}

/** The form before ZIP. @param storages bytes and counts of numbers by their keys */
export function legacyCheckpoint(
  root: p.Pickled,
  storages: Readonly<Record<string, { readonly content: Uint8Array; readonly count: number }>>,
): Buffer {
  const numbers = Object.values(storages).map(({ content, count }) => {
    const head = Buffer.alloc(8);
    head.writeBigInt64LE(BigInt(count));
    return Buffer.concat([head, content]);
  });
  return Buffer.concat([
    p.pickle(p.int(0x1950a86a20f9469cfc6cn)),
    p.pickle(p.int(1001)),
    p.pickle(p.named({ protocol_version: p.int(1001), little_endian: p.bool(true) })),
    p.pickle(root),
    p.pickle(p.list(...Object.keys(storages).map(p.text))),
    ...numbers,
  ]);
}

const VERTICES = 6;
const JOINTS = 3;
const SHAPES = 4;

function ramp(count: number): Float64Array {
  return Float64Array.from({ length: count }, (_, i) => (i % 7) / 8 - 0.25);
}

/** The entries of a model of FLAME's layout: 6 vertices, 3 joints, 4 directions. */
export function flameEntries(): Record<string, p.Pickled> {
  const starts = Int32Array.from({ length: VERTICES + 1 }, (_, v) => v);
  const regressor = p.object(
    p.global('scipy.sparse.csc', 'csc_matrix'),
    p.named({
      _shape: p.tuple(p.int(JOINTS), p.int(VERTICES)),
      data: p.numbers([VERTICES], ramp(VERTICES)),
      indices: p.numbers(
        [VERTICES],
        Int32Array.from({ length: VERTICES }, (_, v) => v % JOINTS),
      ),
      indptr: p.numbers([VERTICES + 1], starts),
    }),
  );
  const shapes = ramp(3 * VERTICES * SHAPES);
  return {
    v_template: p.numbers([VERTICES, 3], ramp(3 * VERTICES)),
    f: p.numbers([4, 3], Uint32Array.of(0, 1, 2, 1, 2, 3, 2, 3, 4, 3, 4, 5)),
    kintree_table: p.numbers([2, JOINTS], Uint32Array.of(2 ** 32 - 1, 0, 1, 0, 1, 2)),
    shapedirs: p.object(p.global('chumpy.ch', 'Ch'), p.named({ x: p.numbers([VERTICES, 3, SHAPES], shapes) })),
    posedirs: p.numbers([VERTICES, 3, 9 * (JOINTS - 1)], Float32Array.from(ramp(27 * (JOINTS - 1) * VERTICES))),
    J_regressor: regressor,
    weights: p.numbers([VERTICES, JOINTS], ramp(VERTICES * JOINTS)),
  };
}

/** DECA's landmark embedding on a mesh of `triangles`. @param entries in place of whole ones */
export function embeddingFile(triangles: number, entries: Readonly<Record<string, p.Pickled>> = {}): Buffer {
  const faces = (count: number): p.Pickled =>
    p.numbers(
      [count],
      Uint16Array.from({ length: count }, (_, i) => i % triangles),
    );
  // A third each, in half precision.
  const thirds = (count: number): p.Pickled => {
    const halves = new Uint16Array(3 * count).fill(0x3555);
    return p.ndarray('f2', [count, 3], new Uint8Array(halves.buffer));
  };
  const object = p.named({
    static_lmk_faces_idx: faces(51),
    static_lmk_bary_coords: thirds(51),
    dynamic_lmk_faces_idx: faces(79 * 17),
    dynamic_lmk_bary_coords: thirds(79 * 17),
    full_lmk_faces_idx: faces(68),
    full_lmk_bary_coords: thirds(68),
    ...entries,
  });
  return npyFile(
    "{'descr': '|O', 'fortran_order': False, 'shape': (), }",
    p.pickle(p.ndarray('O', [], p.list(object), { objects: true })),
  );
}

/** A numpy file of version 1. */
export function npyFile(header: string, content: Uint8Array): Buffer {
  const padded = Buffer.from(`${header.padEnd(117)}\n`, 'latin1');
  const length = Buffer.alloc(2);
  length.writeUInt16LE(padded.length);
  return Buffer.concat([Buffer.from('\x93NUMPY\x01\x00', 'latin1'), length, padded, content]);
}
