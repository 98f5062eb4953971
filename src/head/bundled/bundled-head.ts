import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AsmFitError } from '../../errors.ts';
import { dataFolder } from '../../files/package-files.ts';
import { triangulate } from '../../geometry/mesh/mesh.ts';
import {
  type HeadModel,
  type JointName,
  type LandmarkEmbedding,
  type MorphBasis,
  REGION_NAMES,
  type RegionName,
} from '../head-model.ts';
import { joinRows } from '../shape/join-rows.ts';
import { loadHeadCards } from './card-file.ts';
import { buildExpansion, type Expansion, type ExpansionMeta, expandRows } from './expand-head.ts';
import { decodeHeadFile, type HeadFile, type SectionArray } from './head-file.ts';

interface HeadMeta extends ExpansionMeta {
  name: string;
  helperCount: number;
  joints: JointName[];
  expressionNames: string[];
  faceShapeNames: string[];
  visemeNames: string[];
  modeCount: number;
  albedoSize: number;
  albedoModeSize: number;
  albedoModeScales: number[];
}

interface EmbeddingJson {
  ibug68: { vertices: number[][]; barycentric: number[][] };
  mediapipe468: { vertices: number[][]; barycentric: number[][] };
}

const JOINT_PARENTS: Readonly<Record<JointName, JointName | null>> = {
  root: null,
  neck: 'root',
  head: 'neck',
  jaw: 'head',
  eye_L: 'head',
  eye_R: 'head',
  tongue: 'jaw',
};

let bundled: HeadModel | null = null;

/**
 * The bundled head, read from `data/head` once a process.
 * @throws {AsmFitError} input: a file is missing or not what it should be.
 */
export function loadBundledHead(): HeadModel {
  bundled ??= readBundledHead();
  return bundled;
}

/** The bundled head, to be kept by the caller alone. @throws {AsmFitError} input: a file is missing or not what it should be */
export function readBundledHead(): HeadModel {
  const folder = join(dataFolder(), 'head');
  const path = join(folder, 'head.bin');
  const embeddingPath = join(folder, 'landmarks.json');
  for (const file of [path, embeddingPath]) {
    if (!existsSync(file))
      throw new AsmFitError('input', `${file}: the bundled head must exist; received nothing`, 'run npm run data:head');
  }
  const embeddings = JSON.parse(readFileSync(embeddingPath, 'utf8')) as EmbeddingJson;
  return unpackHead(decodeHeadFile(readFileSync(path), path), folder, {
    embeddings: {
      ibug68: unpackEmbedding(embeddings.ibug68),
      mediapipe468: unpackEmbedding(embeddings.mediapipe468),
    },
    cards: loadHeadCards(join(folder, 'cards.bin')),
  });
}

function unpackEmbedding(json: { vertices: number[][]; barycentric: number[][] }): LandmarkEmbedding {
  return { vertices: Uint32Array.from(json.vertices.flat()), barycentric: Float64Array.from(json.barycentric.flat()) };
}

/** Expands the packed rows into parts: skin rows are vertices, eyes, teeth and tongue follow helper rows linearly. */
export function unpackHead(
  file: HeadFile,
  folder: string,
  { embeddings, cards }: Pick<HeadModel, 'embeddings' | 'cards'>,
): HeadModel {
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
  const jointEnd = jointStart + 3 * meta.joints.length;
  const shapes = (name: string, names: readonly string[]): MorphBasis =>
    basis(unpackShapes(get, name, mean.length), names);
  const basis = (rows: readonly Float32Array[], names: readonly string[]): MorphBasis => {
    const deltas = new Float32Array(rows.length * expansion.vertexCount * 3);
    rows.forEach((row, k) => {
      deltas.set(expandRows(expansion, row, 0), k * expansion.vertexCount * 3);
    });
    return { names, deltas };
  };
  const jointIdentity = new Float32Array(identityRows.length * 3 * meta.joints.length);
  identityRows.forEach((row, k) => {
    jointIdentity.set(row.subarray(jointStart, jointEnd), k * 3 * meta.joints.length);
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
    expressions: shapes('expressions', meta.expressionNames),
    faceShapes: shapes('faceShapes', meta.faceShapeNames),
    visemes: shapes('visemes', meta.visemeNames),
    joints: meta.joints.map((name) => {
      const parent = JOINT_PARENTS[name];
      return { name, parent: parent === null ? -1 : meta.joints.indexOf(parent) };
    }),
    jointPositions: Float64Array.from(mean.subarray(jointStart, jointEnd)),
    jointTails: Float64Array.from(mean.subarray(jointEnd)),
    jointWeights: jointWeights(get('jointWeights'), expansion, meta.joints),
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
    cards,
    partTextures: {
      eye: join(folder, 'eye.png'),
      teeth: join(folder, 'teeth.png'),
      tongue: join(folder, 'tongue.png'),
    },
    extraTextures: {
      cornea: join(folder, 'cornea.png'),
      eye_occlusion: join(folder, 'eye_occlusion.png'),
      lashes: join(folder, 'lashes.png'),
      brows: join(folder, 'brows.png'),
    },
    occlusionRoughness: join(folder, 'occlusion_roughness.png'),
  };
}

/** The skin's rows as they are, each part on the joint that carries it. @returns [V, J] */
function jointWeights(skin: Float32Array, expansion: Expansion, joints: readonly JointName[]): Float32Array {
  const out = new Float32Array(expansion.vertexCount * joints.length);
  out.set(skin);
  for (const { vertexStart, vertexCount, joint } of expansion.parts.slice(1))
    for (let v = vertexStart; v < vertexStart + vertexCount; v++) out[v * joints.length + joints.indexOf(joint)] = 1;
  return out;
}

/** Shapes that move some rows. @returns rows [R, 3] of each */
function unpackShapes(get: <T extends SectionArray>(name: string) => T, name: string, length: number): Float32Array[] {
  const [start, rows] = [get<Uint32Array>(`${name}Start`), get<Uint16Array>(`${name}Rows`)];
  const deltas = get<Int16Array>(`${name}Deltas`);
  return Array.from(get<Float32Array>(`${name}Scales`), (scale, shape) => {
    const out = new Float32Array(length);
    for (let i = start[shape]; i < start[shape + 1]; i++)
      for (let k = 0; k < 3; k++) out[3 * rows[i] + k] = scale * deltas[3 * i + k];
    return out;
  });
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
