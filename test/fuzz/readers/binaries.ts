import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { readScanLandmarks } from '../../../src/capture/scan/scan-landmarks.ts';
import { readCheckpoint, type StateDict } from '../../../src/deca/import/read-checkpoint.ts';
import { type FlameModel, readFlame } from '../../../src/deca/import/read-flame.ts';
import { type FlameLandmarks, readLandmarkEmbedding } from '../../../src/deca/import/read-landmark-embedding.ts';
import { loadImportedDeca } from '../../../src/deca/imported-deca.ts';
import { type Checkpoint, loadCheckpoint, saveCheckpoint } from '../../../src/deca/training/run/checkpoint.ts';
import { readTruth, type ShardTruth } from '../../../src/deca/training/training-set.ts';
import { EXPORT_DEFAULTS } from '../../../src/export/formats/export-choices.ts';
import { FBX } from '../../../src/export/formats/fbx/fbx.ts';
import { GLB } from '../../../src/export/formats/glb/glb.ts';
import { OBJ } from '../../../src/export/formats/obj/obj.ts';
import { USDZ } from '../../../src/export/formats/usd/usd.ts';
import { VRM } from '../../../src/export/formats/vrm/vrm.ts';
import { packRig } from '../../../src/export/rig/pack-rig.ts';
import type { UnpaintedHead } from '../../../src/export/rig/rigged-head.ts';
import { rigOfFile } from '../../../src/export/rig/unpack-rig.ts';
import { decodeHeadFile } from '../../../src/head/bundled/head-file.ts';
import type { IctModel } from '../../../src/head/ict/ict-model.ts';
import { readIct } from '../../../src/head/ict/read-ict.ts';
import { packPopulation, type SkinPopulation, unpackPopulation } from '../../../src/head/people/skin-population.ts';
import {
  embeddingFile,
  flameEntries,
  legacyCheckpoint,
  tensor,
  zipCheckpoint,
  zipFile,
} from '../../helpers/deca/model-files.ts';
import * as p from '../../helpers/deca/pickle-writer.ts';
import { plainPng, smallRig } from '../../helpers/meshes/small-rig.ts';
import type { FuzzedReader } from '../fuzzed-reader.ts';

const TRIANGLES = 9;

function must(holds: boolean, words: string): void {
  if (!holds) throw new Error(`read, but ${words}`);
}

function allFinite(values: ArrayLike<number>): boolean {
  for (let i = 0; i < values.length; i++) if (!Number.isFinite(values[i])) return false;
  return true;
}

const flame: FuzzedReader = {
  name: 'flame',
  extension: 'pkl',
  seeds() {
    const { v_template: _, ...rest } = flameEntries();
    const small = { ...flameEntries(), bs_style: p.text('lbs') };
    return [p.pickle(p.named(flameEntries())), p.pickle(p.named(small)), p.pickle(p.named(rest)), protocolZero()];
  },
  read: async (path) => readFlame(path),
  check(result) {
    const { vertexCount: v, jointCount: j, shapeCount: k, ...model } = result as FlameModel;
    must(model.template.length === 3 * v && allFinite(model.template), 'the template is not V x 3 numbers');
    must(model.shapeDirections.length === 3 * v * k, 'the shapes are not V x 3 x K');
    must(model.poseDirections.length === 27 * v * (j - 1), 'the correctives are not V x 3 x 9 (J - 1)');
    must(model.jointRegressor.length === j * v && model.weights.length === v * j, 'joints and weights are not J x V');
    must(
      model.parents.every((parent, joint) => parent < joint),
      'a parent follows its child',
    );
    must(
      model.triangles.every((t) => t < v),
      'a triangle lies beyond the vertices',
    );
  },
};

/** As Python 2 wrote it: lines of text. */
function protocolZero(): Uint8Array {
  const array =
    "cnumpy.core.multiarray\n_reconstruct\n(cnumpy\nndarray\n(I0\ntS'b'\ntR(I1\n(I1\nI3\ntcnumpy\ndtype\n(S'f4'\nI0\nI1\ntRI00\nS'\\x00\\x00\\x80?abcdefgh'\ntb";
  return Buffer.from(`(dp1\nS'v_template'\np2\n${array}sS'name'\nV\\u00e9\nsS'n'\nL12L\nsS'x'\nF1.5\ns.`, 'latin1');
}

function checkState(result: unknown): void {
  for (const [name, { shape, values }] of result as StateDict)
    must(
      values.length === shape.reduce((product, n) => product * n, 1),
      `${name} has not as many numbers as its shape says`,
    );
}

const numbers = new Uint8Array(Float32Array.from({ length: 12 }, (_, i) => i).buffer);

function state(kind = 'FloatStorage'): p.Pickled {
  return p.named({
    E_flame: p.named({
      w: tensor({ kind, count: 12, shape: [3, 4], strides: [4, 1] }),
      b: tensor({ kind, count: 12, shape: [2, 2], strides: [1, 2], offset: 3 }),
    }),
    epoch: p.int(3),
  });
}

const checkpointZip: FuzzedReader = {
  name: 'checkpoint-zip',
  extension: 'tar',
  seeds: () => [zipCheckpoint(state(), { 0: numbers }), zipCheckpoint(state(), { 0: numbers }, true)],
  read: async (path) => readCheckpoint(path),
  check: checkState,
};

/** What stands in the archive, where checksums would keep every change from being looked at: pickle, then numbers. */
const checkpointContents: FuzzedReader = {
  name: 'checkpoint-contents',
  extension: 'bin',
  seeds: () =>
    ['FloatStorage', 'HalfStorage', 'LongStorage'].map((kind) => Buffer.concat([numbers, p.pickle(state(kind))])),
  async read(path) {
    const bytes = readFileSync(path);
    const archive = join(dirname(path), 'archive.tar');
    const data = { name: 'm/data/0', content: bytes.subarray(0, numbers.length) };
    writeFileSync(archive, zipFile([{ name: 'm/data.pkl', content: bytes.subarray(numbers.length) }, data]));
    return readCheckpoint(archive);
  },
  check: checkState,
};

const checkpointLegacy: FuzzedReader = {
  name: 'checkpoint-legacy',
  extension: 'tar',
  seeds: () => [
    legacyCheckpoint(state(), { 0: { content: numbers, count: 12 } }),
    legacyCheckpoint(state('DoubleStorage'), { 0: { content: new Uint8Array(96), count: 12 } }),
  ],
  read: async (path) => readCheckpoint(path),
  check: checkState,
};

/** A tensor as numpy's pickles hold it: with a checkpoint within. */
function tensorInside(): p.Pickled {
  const id = p.tuple(p.text('storage'), p.global('torch', 'LongStorage'), p.text('7'), p.text('cpu'), p.int(68));
  const content = new Uint8Array(8 * 68);
  const saved = legacyCheckpoint(p.persistent(id), { 7: { content, count: 68 } });
  return p.call(
    p.global('torch._utils', '_rebuild_tensor_v2'),
    p.call(p.global('torch.storage', '_load_from_bytes'), p.bytes(saved)),
    p.int(0),
    p.tuple(p.int(1), p.int(68)),
    p.tuple(p.int(68), p.int(1)),
  );
}

const embedding: FuzzedReader = {
  name: 'landmark-embedding',
  extension: 'npy',
  seeds: () => [embeddingFile(TRIANGLES), embeddingFile(TRIANGLES, { full_lmk_faces_idx: tensorInside() })],
  read: async (path) => readLandmarkEmbedding(path, TRIANGLES),
  check(result) {
    for (const [name, { triangles, barycentric }] of Object.entries(result as FlameLandmarks)) {
      must(barycentric.length === 3 * triangles.length && allFinite(barycentric), `${name} lacks coordinates`);
      must(
        triangles.every((t: number) => t < TRIANGLES),
        `${name} lies beyond the mesh`,
      );
    }
  },
};

const ICT_VERTICES = 8;

function ictJson(): object {
  return {
    vertices: ICT_VERTICES,
    shapes: [
      { name: 'identity000', scale: 0.001 },
      { name: 'jawOpen', scale: 0.002 },
    ],
    vertex_indices: { idx_to_landmark_verts: Array.from({ length: 68 }, (_, l) => l % ICT_VERTICES) },
    sections: {
      face_material_u8: { offset: 0, bytes: 4 },
      quads_i32_v_vt_x4: { offset: 4, bytes: 128 },
      neutral_f32: { offset: 132, bytes: 12 * ICT_VERTICES },
      deltas_i16: { offset: 132 + 12 * ICT_VERTICES, bytes: 12 * ICT_VERTICES },
    },
  };
}

function ictBin(): Uint8Array {
  const quads = Int32Array.from({ length: 32 }, (_, i) => (i % 8 === 6 && i > 16 ? -1 : i % ICT_VERTICES));
  const neutral = Float32Array.from({ length: 3 * ICT_VERTICES }, (_, i) => i / 8);
  const deltas = Int16Array.from({ length: 6 * ICT_VERTICES }, (_, i) => 100 * i - 2000);
  return Buffer.concat([
    Uint8Array.of(0, 1, 0, 5),
    ...[quads, neutral, deltas].map((part) => new Uint8Array(part.buffer)),
  ]);
}

/** ICT-FaceKit's two files, one of them the damaged one. */
function ict(name: string, damaged: 'json' | 'bin', seed: () => Uint8Array): FuzzedReader {
  return {
    name,
    extension: damaged,
    seeds: () => [seed()],
    async read(path) {
      const folder = join(dirname(path), 'ict');
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, 'ict_facekit.json'), JSON.stringify(ictJson()));
      writeFileSync(join(folder, 'ict_facekit.bin'), ictBin());
      copyFileSync(path, join(folder, `ict_facekit.${damaged}`));
      return readIct(folder);
    },
    check(result) {
      const { positions, triangles, landmarks, identity } = result as IctModel;
      const inside = (v: number): boolean => Number.isInteger(v) && v >= 0 && v < positions.length / 3;
      must(allFinite(positions) && triangles.every(inside) && landmarks.every(inside), 'a vertex is not there');
      must(
        identity.every((mode) => mode.length === positions.length && allFinite(mode)),
        'a mode is not V x 3',
      );
    },
  };
}

const people: FuzzedReader = {
  name: 'people',
  extension: 'bin',
  seeds: () => [
    packPopulation({
      name: 'two',
      source: 'nobody',
      mean: Float64Array.from({ length: 12 }, (_, i) => i),
      modes: [new Float32Array(12).fill(2), Float32Array.from({ length: 12 }, (_, i) => -i)],
    }),
  ],
  async read(path) {
    decodeHeadFile(readFileSync(path), path);
    return unpackPopulation(readFileSync(path), 4, path);
  },
  check(result) {
    const { mean, modes } = result as SkinPopulation;
    must(mean.length === 12 && allFinite(mean), 'the mean is not 4 x 3');
    must(
      modes.every((mode) => mode.length === 12 && allFinite(mode)),
      'a mode is not 4 x 3',
    );
  },
};

/** What readers of folders have seen to decode. */
const PICTURE = await plainPng(128);

/** Its checksum aside, which only says that a file is whole. */
const rig: FuzzedReader = {
  name: 'rig',
  extension: 'bin',
  seeds: () => [packRig(smallRig(Uint8Array.of(1), Uint8Array.of(2)))],
  async read(path) {
    const { head, textures } = rigOfFile(decodeHeadFile(readFileSync(path), path), path);
    const painted = Object.fromEntries(
      textures.map(({ name, file, mime, roughness }) => [name, { file, mime, roughness, bytes: PICTURE }]),
    );
    // What is read can be written.
    for (const format of [GLB, OBJ, VRM, FBX, USDZ])
      await format.files({ ...head, textures: painted }, 'head', EXPORT_DEFAULTS);
    return head;
  },
  check(result) {
    const { joints, primitives, surface } = result as UnpaintedHead;
    must(
      joints.every(({ parent }, j) => parent < j),
      'a parent follows its child',
    );
    for (const { positions, triangles, weights, morphs } of primitives) {
      const count = positions.length / 3;
      must(
        triangles.every((v) => v < count),
        'a triangle lies beyond the vertices',
      );
      must(weights.joints.every((j) => j < joints.length) && allFinite(weights.weights), 'a joint is not there');
      must(
        [...morphs.values()].every((delta) => delta.length === 3 * count && allFinite(delta)),
        'a morph target is not V x 3',
      );
    }
    must(
      surface.quads.every((v) => v < surface.positions.length / 3) && allFinite(surface.positions),
      'a quad lies beyond',
    );
  },
};

const shard: FuzzedReader = {
  name: 'training-shard',
  extension: 'truth',
  seeds: () => [new Uint8Array(4 * (3 + 2 * (468 + 68)))],
  async read(path) {
    const crops = path.replace(/\.truth$/, '.crops');
    writeFileSync(crops, new Uint8Array(3 * 224 * 224));
    return readTruth(crops, 3);
  },
  check(result) {
    const { count, truth } = result as ShardTruth;
    must(count === 1 && truth.length === 3 + 2 * (468 + 68), 'its parts disagree');
  },
};

const CHECKPOINT_SETTINGS = { seed: 1 };

const trainingCheckpoint: FuzzedReader = {
  name: 'training-checkpoint',
  extension: 'checkpoint',
  seeds: () => {
    const path = join(mkdtempSync(join(tmpdir(), 'asm-fit-fuzz-')), 'seed.checkpoint');
    saveCheckpoint(
      { path, every: 1, settings: CHECKPOINT_SETTINGS },
      {
        state: { parameters: Float32Array.of(1, 2), optimizer: { count: 3, moments: [Float32Array.of(4, 5)] } },
        progress: { seconds: 1, epochLoss: 2, curve: [] },
      },
    );
    const bytes = readFileSync(path);
    rmSync(dirname(path), { recursive: true });
    return [bytes];
  },
  async read(path) {
    return loadCheckpoint({ path, every: 1, settings: CHECKPOINT_SETTINGS });
  },
  check(result) {
    const { state } = result as Checkpoint;
    must(
      state.optimizer.moments.every(({ length }) => length === state.parameters.length),
      'a moment is not of the parameters',
    );
  },
};

const record: FuzzedReader = {
  name: 'deca-record',
  extension: 'json',
  seeds: () => [
    Buffer.from(
      JSON.stringify({
        version: 1,
        source: 'deca_model.tar',
        sha256: { 'deca_coarse.onnx': 'a'.repeat(64) },
        unused: [],
      }),
    ),
  ],
  async read(path) {
    const folder = join(dirname(path), 'deca');
    mkdirSync(folder, { recursive: true });
    copyFileSync(path, join(folder, 'deca.json'));
    writeFileSync(join(folder, 'deca_coarse.onnx'), 'no network');
    // Only its counts are looked at before the record.
    return loadImportedDeca(folder, { shapeCount: 400, jointCount: 5 } as FlameModel, null);
  },
};

const vertices = Float64Array.from({ length: 300 }, (_, i) => i);

const scanLandmarks: FuzzedReader = {
  name: 'scan-landmarks',
  extension: 'json',
  seeds: () => {
    const point = (l: number): number[] => [l, 0.5 * l, -1e-3 * l];
    const seven = Array.from({ length: 7 }, (_, l) => l);
    const all = Array.from({ length: 68 }, (_, l) => point(l));
    return [
      seven.map(point),
      seven,
      all,
      { landmarks7: seven.map(point), noseTip: 4, exclude: [1, 2] },
      { methods: { asm: { landmarks68: all } } },
    ].map((json) => Buffer.from(JSON.stringify(json)));
  },
  read: async (path) => readScanLandmarks(path, vertices, 'asm'),
  check(result) {
    const { points, noseTip } = result as { points: Float64Array; noseTip: Float64Array | null };
    must(points.length === 21 && allFinite(points), 'the seven are not 7 x 3 numbers');
    must(noseTip === null || (noseTip.length === 3 && allFinite(noseTip)), 'the tip is no point');
  },
};

/** Pickles, checkpoints, numpy files, and our own files. */
export const BINARY_READERS: readonly FuzzedReader[] = [
  flame,
  checkpointZip,
  checkpointContents,
  checkpointLegacy,
  embedding,
  ict('ict-json', 'json', () => Buffer.from(JSON.stringify(ictJson()))),
  ict('ict-bin', 'bin', ictBin),
  people,
  rig,
  shard,
  trainingCheckpoint,
  record,
  scanLandmarks,
];
