import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AsmFitError } from '../../errors.ts';
import { dataFolder } from '../../files/package-files.ts';
import { triangulate } from '../../geometry/mesh/mesh.ts';
import {
  type HeadModel,
  type HeadPart,
  type JointName,
  type LandmarkEmbedding,
  type MorphBasis,
  REGION_NAMES,
  type RegionName,
} from '../head-model.ts';
import { joinRows } from '../shape/join-rows.ts';
import { decodeHeadFile, type HeadFile, type SectionArray } from './head-file.ts';

interface HeadMeta {
  name: string;
  skinVertexCount: number;
  helperCount: number;
  joints: JointName[];
  expressionNames: string[];
  modeCount: number;
  albedoSize: number;
  albedoModeSize: number;
  albedoModeScales: number[];
  teethSetbackMm: number;
}

interface EmbeddingJson {
  ibug68: { vertices: number[][]; barycentric: number[][] };
  mediapipe468: { vertices: number[][]; barycentric: number[][] };
}

/** Lower teeth hang on the jaw: their control rows are the first half of MakeHuman's teeth helpers. */
const JOINT_PARENTS: Readonly<Record<JointName, JointName | null>> = {
  neck: null,
  head: 'neck',
  jaw: 'head',
  eye_L: 'head',
  eye_R: 'head',
};

/**
 * Loads the bundled head from `data/head`.
 * @throws {AsmFitError} input: a file is missing or not what it should be.
 */
export function loadBundledHead(folder = join(dataFolder(), 'head')): HeadModel {
  const path = join(folder, 'head.bin');
  const embeddingPath = join(folder, 'landmarks.json');
  for (const file of [path, embeddingPath]) {
    if (!existsSync(file))
      throw new AsmFitError('input', `${file}: the bundled head must exist; received nothing`, 'run npm run data:head');
  }
  const embeddings = JSON.parse(readFileSync(embeddingPath, 'utf8')) as EmbeddingJson;
  return unpackHead(decodeHeadFile(readFileSync(path), path), folder, {
    ibug68: unpackEmbedding(embeddings.ibug68),
    mediapipe468: unpackEmbedding(embeddings.mediapipe468),
  });
}

function unpackEmbedding(json: { vertices: number[][]; barycentric: number[][] }): LandmarkEmbedding {
  return { vertices: Uint32Array.from(json.vertices.flat()), barycentric: Float64Array.from(json.barycentric.flat()) };
}

/** Expands the packed rows into parts: skin rows are vertices, eyes, teeth and tongue follow helper rows linearly. */
export function unpackHead(file: HeadFile, folder: string, embeddings: HeadModel['embeddings']): HeadModel {
  const meta = file.meta as unknown as HeadMeta;
  const get = <T extends SectionArray>(name: string): T => {
    const section = file.sections.get(name);
    if (section === undefined) throw new Error(`packed head has no section "${name}"`);
    return section as T;
  };
  const expansion = buildExpansion(meta, get);
  const mean = get<Float32Array>('mean');
  const jointStart = 3 * (meta.skinVertexCount + meta.helperCount);
  const identityRows = unpackModes(get('identityModes'), get('identityScales'));
  const expressionRows = unpackModes(get('expressionModes'), get('expressionScales'));
  const basis = (rows: readonly Float32Array[], names: readonly string[]): MorphBasis => {
    const deltas = new Float32Array(rows.length * expansion.vertexCount * 3);
    rows.forEach((row, k) => {
      deltas.set(expandRows(expansion, row, 0), k * expansion.vertexCount * 3);
    });
    return { names, deltas };
  };
  const jointIdentity = new Float32Array(identityRows.length * 3 * meta.joints.length);
  identityRows.forEach((row, k) => {
    jointIdentity.set(row.subarray(jointStart), k * 3 * meta.joints.length);
  });
  const bits = get<Uint16Array>('regions');
  const regions = {} as Record<RegionName, Uint8Array>;
  REGION_NAMES.forEach((name, bit) => {
    regions[name] = Uint8Array.from(bits, (x) => (x >> bit) & 1);
  });
  const scales = meta.albedoModeScales;
  const modes = get<Int8Array>('albedoModes');
  const modeLength = 3 * meta.albedoModeSize ** 2;
  return {
    name: meta.name,
    vertexCount: expansion.vertexCount,
    template: expandRows(expansion, mean, 1),
    quads: expansion.quads,
    triangles: triangulate(expansion.quads),
    uvs: expansion.uvs,
    uvQuads: expansion.uvQuads,
    parts: expansion.parts,
    skinUv: Float64Array.from(get<Float32Array>('skinUv')),
    skinQuadOnChart: get('onChart'),
    identity: basis(
      identityRows,
      identityRows.map((_, k) => `identity_${k}`),
    ),
    expressions: basis(expressionRows, meta.expressionNames),
    joints: meta.joints.map((name) => {
      const parent = JOINT_PARENTS[name];
      return { name, parent: parent === null ? -1 : meta.joints.indexOf(parent) };
    }),
    jointPositions: Float64Array.from(mean.subarray(jointStart)),
    jointIdentity,
    albedo: {
      size: meta.albedoSize,
      mean: scaled(get<Uint16Array>('albedoMean'), 1 / 65535),
      modeSize: meta.albedoModeSize,
      modes: joinRows(scales.map((scale, k) => scaled(modes.subarray(k * modeLength, (k + 1) * modeLength), scale))),
      modeCount: scales.length,
    },
    regions,
    mirror: Uint32Array.from(get<Uint16Array>('mirror')),
    embeddings,
    partTextures: {
      eye: join(folder, 'eye.png'),
      teeth: join(folder, 'teeth.png'),
      tongue: join(folder, 'tongue.png'),
    },
  };
}

function unpackModes(packed: Int16Array, scales: Float32Array): Float32Array[] {
  const length = packed.length / scales.length;
  return Array.from(scales, (scale, k) => scaled(packed.subarray(k * length, (k + 1) * length), scale));
}

function scaled(values: Int8Array | Int16Array | Uint16Array, scale: number): Float32Array {
  const out = new Float32Array(values.length);
  for (let i = 0; i < out.length; i++) out[i] = values[i] * scale;
  return out;
}

interface Expansion {
  vertexCount: number;
  skinVertexCount: number;
  /** Per follower vertex: three rows, three weights, an offset. */
  rows: number[];
  weights: number[];
  offsets: number[];
  quads: Uint32Array;
  uvs: Float64Array;
  uvQuads: Uint32Array;
  parts: HeadPart[];
}

function expandRows(expansion: Expansion, rows: ArrayLike<number>, offsetFactor: 0 | 1): Float64Array {
  const out = new Float64Array(3 * expansion.vertexCount);
  for (let i = 0; i < 3 * expansion.skinVertexCount; i++) out[i] = rows[i];
  const followers = expansion.rows.length / 3;
  for (let f = 0; f < followers; f++) {
    for (let k = 0; k < 3; k++) {
      let sum = offsetFactor * expansion.offsets[3 * f + k];
      for (let r = 0; r < 3; r++) sum += expansion.weights[3 * f + r] * rows[3 * expansion.rows[3 * f + r] + k];
      out[3 * (expansion.skinVertexCount + f) + k] = sum;
    }
  }
  return out;
}

function buildExpansion(meta: HeadMeta, get: <T extends SectionArray>(name: string) => T): Expansion {
  const skinQuads = get<Uint16Array>('skinQuads');
  const expansion: Expansion = {
    vertexCount: meta.skinVertexCount,
    skinVertexCount: meta.skinVertexCount,
    rows: [],
    weights: [],
    offsets: [],
    quads: new Uint32Array(),
    uvs: new Float64Array(),
    uvQuads: new Uint32Array(),
    parts: [
      {
        name: 'skin',
        vertexStart: 0,
        vertexCount: meta.skinVertexCount,
        quadStart: 0,
        quadCount: skinQuads.length / 4,
        texture: 'skin',
        joint: 'head',
      },
    ],
  };
  const quads: number[] = Array.from(skinQuads);
  const uvs: number[] = Array.from(get<Float32Array>('uvs'));
  const uvQuads: number[] = Array.from(get<Uint16Array>('skinUvQuads'));
  const mean = get<Float32Array>('mean');
  const append = (
    proxy: 'eyes' | 'teeth' | 'tongue',
    part: Pick<HeadPart, 'name' | 'texture' | 'joint'>,
    setback: number,
    belongs: (vertexRows: readonly number[]) => boolean,
  ): void => {
    const rows = get<Uint16Array>(`${proxy}Rows`);
    const weights = get<Float32Array>(`${proxy}Weights`);
    const offsets = get<Float32Array>(`${proxy}Offsets`);
    const proxyUvs = get<Float32Array>(`${proxy}Uvs`);
    const proxyQuads = get<Uint16Array>(`${proxy}Quads`);
    const proxyUvQuads = get<Uint16Array>(`${proxy}UvQuads`);
    const vertexStart = expansion.vertexCount;
    const quadStart = quads.length / 4;
    const index = new Map<number, number>();
    for (let v = 0; v < rows.length / 3; v++) {
      const vertexRows = [rows[3 * v], rows[3 * v + 1], rows[3 * v + 2]];
      if (!belongs(vertexRows)) continue;
      index.set(v, expansion.vertexCount++);
      expansion.rows.push(...vertexRows);
      for (let k = 0; k < 3; k++) {
        expansion.weights.push(weights[3 * v + k]);
        expansion.offsets.push(offsets[3 * v + k] - (k === 2 ? setback : 0));
      }
    }
    const uvStart = uvs.length / 2;
    for (const x of proxyUvs) uvs.push(x);
    for (let q = 0; q < proxyQuads.length; q += 4) {
      const corners = Array.from(proxyQuads.subarray(q, q + 4), (v) => index.get(v));
      if (corners.some((corner) => corner === undefined)) continue;
      quads.push(...(corners as number[]));
      for (let k = 0; k < 4; k++) uvQuads.push(uvStart + proxyUvQuads[q + k]);
    }
    expansion.parts.push({
      ...part,
      vertexStart,
      vertexCount: expansion.vertexCount - vertexStart,
      quadStart,
      quadCount: quads.length / 4 - quadStart,
    });
  };
  const x = (row: number): number => mean[3 * row];
  append('eyes', { name: 'eye_L', texture: 'eye', joint: 'eye_L' }, 0, ([row]) => x(row) > 0);
  append('eyes', { name: 'eye_R', texture: 'eye', joint: 'eye_R' }, 0, ([row]) => x(row) < 0);
  const teethRows = Array.from(new Set(get<Uint16Array>('teethRows'))).sort((a, b) => a - b);
  const firstUpper = teethRows[Math.floor(teethRows.length / 2)];
  append(
    'teeth',
    { name: 'teeth_upper', texture: 'teeth', joint: 'head' },
    meta.teethSetbackMm,
    ([row]) => row >= firstUpper,
  );
  append(
    'teeth',
    { name: 'teeth_lower', texture: 'teeth', joint: 'jaw' },
    meta.teethSetbackMm,
    ([row]) => row < firstUpper,
  );
  append('tongue', { name: 'tongue', texture: 'tongue', joint: 'jaw' }, 0, () => true);
  expansion.quads = Uint32Array.from(quads);
  expansion.uvs = Float64Array.from(uvs);
  expansion.uvQuads = Uint32Array.from(uvQuads);
  return expansion;
}
