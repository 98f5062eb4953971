import type { TriangleMesh } from '../../../../geometry/mesh/triangle-mesh.ts';
import { meshFault } from '../../../../geometry/mesh-text/mesh-fault.ts';
import type { GltfAccessors } from './accessors.ts';
import type { GltfBuffers } from './buffers.ts';
import type { DracoDecompressor } from './draco.ts';
import { DRACO } from './required-extensions.ts';
import type { Gltf, GltfPrimitive } from './schema.ts';

const MODES = [
  'points',
  'lines',
  'line loops',
  'line strips',
  'triangles',
  'triangle strips',
  'triangle fans',
] as const;
const FIRST_OF_TRIANGLES = 4;
const [TRIANGLES, STRIP] = [4, 5];
const FLOAT = 5126;

type DracoExtension = NonNullable<NonNullable<GltfPrimitive['extensions']>[typeof DRACO]>;

/** A primitive of triangles, its counts checked against nothing yet. */
interface SizedPrimitive {
  readonly primitive: GltfPrimitive;
  readonly position: number;
  readonly where: string;
  readonly vertices: number;
  readonly triangles: number;
}

/** A mesh's primitives of triangles, and what they come to. */
export interface SizedMesh {
  readonly primitives: readonly SizedPrimitive[];
  readonly vertices: number;
  readonly triangles: number;
  /** Names of the modes that are passed over: points and lines. */
  readonly passedOver: readonly string[];
}

/** Counts of a mesh as its accessors say them, before anything is read. @throws {AsmFitError} input: no such accessors */
export function sizeOfMesh({ meshes }: Gltf, index: number, accessors: GltfAccessors): SizedMesh {
  const primitives: SizedPrimitive[] = [];
  const passedOver: string[] = [];
  for (const [p, primitive] of meshes[index].primitives.entries()) {
    const where = `meshes.${index}.primitives.${p}`;
    if (primitive.mode < FIRST_OF_TRIANGLES) passedOver.push(MODES[primitive.mode]);
    else {
      const position = primitive.attributes.POSITION;
      if (position === undefined) throw meshFault(where, 'must have positions', 'none');
      const vertices = accessors.describe(position, 'VEC3').count;
      const corners =
        primitive.indices === undefined ? vertices : accessors.describe(primitive.indices, 'SCALAR').count;
      const triangles = primitive.mode === TRIANGLES ? corners / 3 : Math.max(corners - 2, 0);
      if (!Number.isInteger(triangles)) throw meshFault(where, 'must have three indices a triangle', corners);
      primitives.push({ primitive, position, where, vertices, triangles });
    }
  }
  const sum = (key: 'vertices' | 'triangles'): number => primitives.reduce((all, one) => all + one[key], 0);
  return { primitives, vertices: sum('vertices'), triangles: sum('triangles'), passedOver };
}

/** What primitives are read from. */
export interface PrimitiveSource {
  readonly gltf: Gltf;
  readonly accessors: GltfAccessors;
  readonly buffers: GltfBuffers;
  readonly draco: DracoDecompressor;
}

/** Makes sure that the bytes of all primitives are there. @throws {AsmFitError} input: they are not */
export function fetchPrimitives({ primitives }: SizedMesh, gltf: Gltf, buffers: GltfBuffers): void {
  for (const sized of primitives) {
    const packed = packedAs(sized, gltf);
    const used = packed === null ? [sized.position, sized.primitive.indices] : [];
    const views = used.flatMap((i) => {
      if (i === undefined) return [];
      const { bufferView, sparse } = gltf.accessors[i];
      return [bufferView, sparse?.indices.bufferView, sparse?.values.bufferView];
    });
    for (const view of [packed?.bufferView, ...views]) if (view !== undefined) buffers.fetch(view);
  }
}

/** Positions and triangles of each primitive, before its node moves it. @throws {AsmFitError} input: damaged */
export async function readPrimitives({ primitives }: SizedMesh, source: PrimitiveSource): Promise<TriangleMesh[]> {
  const out: TriangleMesh[] = [];
  for (const sized of primitives) {
    const packed = packedAs(sized, source.gltf);
    const mesh = await (packed === null ? readPlain(sized, source.accessors) : readDraco(sized, packed, source));
    const beyond = mesh.triangles.find((v) => v >= sized.vertices);
    if (beyond !== undefined)
      throw meshFault(sized.where, `triangles must name vertices from 0 to ${sized.vertices - 1}`, beyond);
    out.push(mesh);
  }
  return out;
}

/** A primitive's compressed form; null where it has none, or has its plain one beside it. */
function packedAs({ primitive, position }: SizedPrimitive, { accessors }: Gltf): DracoExtension | null {
  const { bufferView, sparse } = accessors[position];
  return bufferView === undefined && sparse === undefined ? (primitive.extensions?.[DRACO] ?? null) : null;
}

async function readDraco(
  { primitive, position, where, vertices, triangles }: SizedPrimitive,
  { bufferView, attributes }: DracoExtension,
  { gltf, buffers, draco }: PrimitiveSource,
): Promise<TriangleMesh> {
  if (attributes.POSITION === undefined) throw meshFault(where, `${DRACO} must name the positions`, 'none');
  if (primitive.mode !== TRIANGLES)
    throw meshFault(where, 'a Draco-compressed primitive must be of triangles', MODES[primitive.mode]);
  const { componentType } = gltf.accessors[position];
  if (componentType !== FLOAT)
    throw meshFault(where, 'positions of a Draco-compressed primitive must be floats', componentType);
  return draco.decode(await buffers.view(bufferView), attributes.POSITION, { vertices, triangles }, where);
}

async function readPlain(
  { primitive, position, triangles: count }: SizedPrimitive,
  accessors: GltfAccessors,
): Promise<TriangleMesh> {
  const positions = await accessors.vectors(position, 'VEC3');
  const corners = primitive.indices === undefined ? null : await accessors.indices(primitive.indices);
  const corner = (k: number): number => (corners === null ? k : corners[k]);
  const triangles = new Uint32Array(3 * count);
  for (let t = 0; t < count; t++) {
    const [a, b, c] = cornersOf(primitive.mode, t);
    triangles[3 * t] = corner(a);
    triangles[3 * t + 1] = corner(b);
    triangles[3 * t + 2] = corner(c);
  }
  return { positions, triangles };
}

/** Which corners make the t-th triangle: of a list, a strip (every second one turned), or a fan. */
function cornersOf(mode: number, t: number): readonly [number, number, number] {
  if (mode === TRIANGLES) return [3 * t, 3 * t + 1, 3 * t + 2];
  if (mode === STRIP) return [t, t + 1 + (t % 2), t + 2 - (t % 2)];
  return [t + 1, t + 2, 0];
}
