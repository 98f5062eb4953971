import { AsmFitError } from '../../errors.ts';
import { decodeHeadFile, type HeadFile, type SectionArray } from '../../head/bundled/head-file.ts';
import { readClip } from './clips/packed-clips.ts';
import { RIG_VERSION, type RigHeader, rigChecksum, rigHeaderSchema } from './rig-header.ts';
import type { RigPrimitive, RigSurface, UnpaintedHead } from './rigged-head.ts';
import { denseMorph } from './sparse-morph.ts';

export const MAX_RIG_BYTES = 2 ** 28;
/** Of all morph targets together, vertices: some four hundred megabytes, thirty times a fit's. */
const MAX_MORPH_VERTICES = 2 ** 25;
const HINT = 'copy the folder again, or run asm-fit fit again';

/** A rig whose textures are names of files. */
export interface PackedRig {
  readonly head: UnpaintedHead;
  readonly textures: RigHeader['textures'];
}

/**
 * What {@link packRig} wrote.
 * @param path names the file in messages
 * @throws {AsmFitError} input: damaged, of another version, or no rig
 */
export function unpackRig(bytes: Uint8Array, path: string): PackedRig {
  const file = decodeHeadFile(bytes, path, HINT);
  const { sha256, ...header } = file.meta;
  if (header.kind === 'rig' && header.version !== RIG_VERSION)
    throw new AsmFitError(
      'input',
      `${path}: this build reads rigs of version ${RIG_VERSION}; received version ${header.version}`,
      'use the asm-fit that wrote it, or fit again',
    );
  if (rigChecksum(header, file.sections.values()) !== sha256)
    fault(path, 'must be as asm-fit wrote it', 'a file that was changed or damaged since');
  return rigOfFile(file, path);
}

/** The same without its checksum, which says nothing of who made it. @throws {AsmFitError} input: it contradicts itself */
export function rigOfFile({ meta, sections }: HeadFile, path: string): PackedRig {
  const parsed = rigHeaderSchema.safeParse(meta);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return fault(path, 'must describe a rig', `${issue.path.join('.') || 'root'}: ${issue.message}`);
  }
  const header = parsed.data;
  // Sections may lie on each other: what they come to is bounded by nothing else.
  const total = [...sections.values()].reduce((sum, { byteLength }) => sum + byteLength, 0);
  if (total > MAX_RIG_BYTES) fault(path, `must have at most ${MAX_RIG_BYTES} bytes of numbers`, `${total}`);
  const read: SectionReader = {
    reals: (name) => realsOf(sections, name, path),
    indices: (name, end) => indicesOf(sections, name, end, path),
  };
  checkNames(header, path);
  let morphVertices = 0;
  const primitives = header.primitives.map((entry, p) => {
    const positions = read.reals(`primitives/${p}/positions`);
    morphVertices += (entry.morphs.length * positions.length) / 3;
    if (morphVertices > MAX_MORPH_VERTICES)
      fault(path, `must move at most ${MAX_MORPH_VERTICES} vertices in all morph targets`, `${morphVertices}`);
    return primitiveOf(entry, positions, p, { read, jointCount: header.joints.length, path });
  });
  const { name } = header;
  const joints = header.joints.map(({ turn, ...joint }) => (turn === undefined ? joint : { ...joint, turn }));
  const surface = surfaceOf(header, read, path);
  const names = {
    joints: new Set(joints.map((joint) => joint.name)),
    targets: new Set(primitives.flatMap(({ morphs }) => [...morphs.keys()])),
  };
  const reader = { ...read, fault: (requirement: string, received: string) => fault(path, requirement, received) };
  const animations = header.animations.map((entry, a) => readClip(entry, a, reader, names));
  return {
    head: {
      name,
      joints,
      primitives,
      surface,
      ...(header.shapes === undefined
        ? {}
        : { shapes: { sets: new Map(header.shapes.sets), written: header.shapes.written } }),
      ...(header.extras === undefined ? {} : { extras: header.extras }),
      ...(header.weights.length === 0 ? {} : { weights: new Map(header.weights) }),
      ...(animations.length === 0 ? {} : { animations }),
    },
    textures: header.textures,
  };
}

/** Sections by name, as what they must be. */
interface SectionReader {
  /** Finite numbers. */
  reals(name: string): Float64Array;
  /** Whole numbers below an end. */
  indices(name: string, end: number): Uint32Array;
}

function fault(path: string, requirement: string, received: string): never {
  throw new AsmFitError('input', `${path}: the rig ${requirement}; received ${received}`, HINT);
}

function sectionOf(sections: HeadFile['sections'], name: string, path: string): SectionArray {
  return sections.get(name) ?? fault(path, `must have the section ${name}`, 'none');
}

function realsOf(sections: HeadFile['sections'], name: string, path: string): Float64Array {
  const values = sectionOf(sections, name, path);
  if (!(values instanceof Float64Array || values instanceof Float32Array))
    return fault(path, `must have real numbers in ${name}`, values.constructor.name);
  const wild = values.find((x) => !Number.isFinite(x));
  if (wild !== undefined) fault(path, `must have finite numbers in ${name}`, `${wild}`);
  return Float64Array.from(values);
}

function indicesOf(sections: HeadFile['sections'], name: string, end: number, path: string): Uint32Array {
  const values = sectionOf(sections, name, path);
  if (!(values instanceof Uint32Array || values instanceof Uint16Array))
    return fault(path, `must have whole numbers in ${name}`, values.constructor.name);
  const beyond = values.find((i) => i >= end);
  if (beyond !== undefined) fault(path, `must have numbers below ${end} in ${name}`, `${beyond}`);
  return Uint32Array.from(values);
}

function checkNames({ joints, primitives, groups, textures }: RigHeader, path: string): void {
  for (const [j, { name, parent }] of joints.entries())
    if (parent >= j || parent < 0 !== (j === 0))
      fault(path, 'must have joints that hang on earlier ones, and one root', `parent ${parent} of ${name}`);
  const unique = (names: readonly string[], what: string): void => {
    const seen = new Set<string>();
    for (const name of names) {
      if (seen.has(name)) fault(path, `must have ${what} of different names`, `${name} twice`);
      seen.add(name);
    }
  };
  unique(
    joints.map(({ name }) => name),
    'joints',
  );
  unique(
    textures.flatMap(({ file, normalMap, occlusionRoughness }) =>
      [file, normalMap, occlusionRoughness].filter((picture) => picture !== undefined),
    ),
    'textures',
  );
  for (const { morphs } of primitives) unique(morphs, 'morph targets');
  const known = new Set(textures.map(({ name }) => name));
  if (known.size < textures.length) fault(path, 'must have textures of different names', 'one twice');
  for (const name of [...primitives.map(({ texture }) => texture), ...groups.map(({ material }) => material)])
    if (!known.has(name)) fault(path, 'must have every texture that it names', `${name}, which it lacks`);
}

function surfaceOf({ groups }: RigHeader, read: SectionReader, path: string): RigSurface {
  const positions = read.reals('surface/positions');
  const uvs = read.reals('surface/uvs');
  const quads = read.indices('surface/quads', positions.length / 3);
  const uvQuads = read.indices('surface/uvQuads', uvs.length / 2);
  if (positions.length % 3 !== 0 || uvs.length % 2 !== 0 || quads.length % 4 !== 0 || uvQuads.length !== quads.length)
    fault(
      path,
      'must have a surface of quads',
      `${positions.length}, ${uvs.length}, ${quads.length}, ${uvQuads.length} numbers`,
    );
  for (const { name, start, count } of groups)
    if (start + count > quads.length / 4)
      fault(path, `must have the quads of ${name}`, `${start + count} where ${quads.length / 4} are`);
  return { positions, uvs, quads, uvQuads, groups };
}

function primitiveOf(
  { name, texture, extra, influences, ownNormals, morphs }: RigHeader['primitives'][number],
  positions: Float64Array,
  p: number,
  { read, jointCount, path }: { readonly read: SectionReader; readonly jointCount: number; readonly path: string },
): RigPrimitive {
  const prefix = `primitives/${p}`;
  const vertexCount = positions.length / 3;
  const uvs = read.reals(`${prefix}/uvs`);
  const triangles = read.indices(`${prefix}/triangles`, vertexCount);
  const welded = read.indices(`${prefix}/welded`, vertexCount);
  const normals = ownNormals ? Float32Array.from(read.reals(`${prefix}/normals`)) : undefined;
  const joints = Uint16Array.from(read.indices(`${prefix}/joints`, jointCount));
  const weights = Float32Array.from(read.reals(`${prefix}/weights`));
  const influenceCount = influences * vertexCount;
  const normalCount = normals?.length ?? positions.length;
  const found = [uvs.length, triangles.length % 3, welded.length, normalCount, joints.length, weights.length];
  const wanted = [2 * vertexCount, 0, vertexCount, positions.length, influenceCount, influenceCount];
  if (!Number.isInteger(vertexCount) || found.some((length, i) => length !== wanted[i]))
    fault(
      path,
      `must have ${name} whole`,
      `${vertexCount} vertices with ${found.join(', ')} where ${wanted.join(', ')} fit`,
    );
  const targets = morphs.map((target, m): [string, Float32Array] => {
    const vertices = read.indices(`${prefix}/morphs/${m}/vertices`, vertexCount);
    const deltas = Float32Array.from(read.reals(`${prefix}/morphs/${m}/deltas`));
    if (deltas.length !== 3 * vertices.length)
      fault(path, `must have a displacement for each vertex of ${target}`, `${deltas.length} numbers`);
    return [target, denseMorph({ vertices, deltas }, vertexCount)];
  });
  return {
    name,
    positions,
    uvs,
    triangles,
    welded,
    ...(normals === undefined ? {} : { normals }),
    weights: { influences, joints, weights },
    morphs: new Map(targets),
    texture,
    ...(extra === undefined ? {} : { extra }),
  };
}
