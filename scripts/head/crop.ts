import type { MakeHuman, ProxyMesh } from './makehuman.ts';

const MM_PER_UNIT = 100;

/** The rows of the packed head: which base vertex each one is, in the order of the file. */
export interface HeadCrop {
  /** Base vertex of each passive row: skin, then the helpers of eyes, teeth and tongue. */
  readonly baseVertex: Uint32Array;
  readonly skinVertexCount: number;
  /** [Q, 4] over rows. */
  readonly skinQuads: Uint32Array;
  /** [Q, 4] over base UVs. */
  readonly skinUvQuads: Uint32Array;
  /** Row of a base vertex, -1 where it is not kept. */
  readonly rowOfBase: Int32Array;
}

/** Keeps the body's quads whose mean weight under the neck is >= 0.3, plus every vertex the proxies refer to. */
export function cropHead(human: MakeHuman, proxies: readonly ProxyMesh[]): HeadCrop {
  const keep: number[] = [];
  human.groupOfQuad.forEach((group, q) => {
    if (group !== 'body') return;
    let weight = 0;
    for (let k = 0; k < 4; k++) weight += human.headWeight[human.quads[4 * q + k]] / 4;
    if (weight >= 0.3) keep.push(q);
  });
  const skin = new Set<number>();
  for (const q of keep) for (let k = 0; k < 4; k++) skin.add(human.quads[4 * q + k]);
  const helpers = new Set<number>();
  for (const proxy of proxies)
    proxy.references.forEach((base, i) => {
      if (proxy.weights[i] !== 0 && !skin.has(base)) helpers.add(base);
    });
  const ascending = (a: number, b: number): number => a - b;
  const baseVertex = Uint32Array.from([...[...skin].sort(ascending), ...[...helpers].sort(ascending)]);
  const rowOfBase = new Int32Array(human.vertices.length / 3).fill(-1);
  baseVertex.forEach((base, row) => {
    rowOfBase[base] = row;
  });
  return {
    baseVertex,
    skinVertexCount: skin.size,
    skinQuads: Uint32Array.from(
      keep.flatMap((q) => Array.from(human.quads.subarray(4 * q, 4 * q + 4), (base) => rowOfBase[base])),
    ),
    skinUvQuads: Uint32Array.from(keep.flatMap((q) => Array.from(human.uvQuads.subarray(4 * q, 4 * q + 4)))),
    rowOfBase,
  };
}

/** Joint name -> MakeHuman's rig landmark; order and parents are those of the packed file. */
export const JOINT_SOURCES = [
  ['neck', 'neck02____head'],
  ['head', 'head____head'],
  ['jaw', 'jaw____head'],
  ['eye_L', 'eye.L____head'],
  ['eye_R', 'eye.R____head'],
] as const;

/** Rows of the crop, then of the joints, from a full-body array [V, 3]; in mm. @returns [rows, 3] */
export function extractRows(human: MakeHuman, crop: HeadCrop, body: ArrayLike<number>): Float64Array {
  const rows = crop.baseVertex.length;
  const out = new Float64Array(3 * (rows + JOINT_SOURCES.length));
  crop.baseVertex.forEach((base, row) => {
    for (let k = 0; k < 3; k++) out[3 * row + k] = MM_PER_UNIT * body[3 * base + k];
  });
  JOINT_SOURCES.forEach(([, source], j) => {
    const cube = human.jointVertices[source];
    for (const base of cube)
      for (let k = 0; k < 3; k++) out[3 * (rows + j) + k] += (MM_PER_UNIT * body[3 * base + k]) / cube.length;
  });
  return out;
}

/** Row that mirrors each row in x = 0, joints included. */
export function mirrorTable(neutralRows: ArrayLike<number>): Uint32Array {
  const count = neutralRows.length / 3;
  const key = (x: number, y: number, z: number): string => [x, y, z].map((c) => Math.round(c * 100) + 0).join();
  const rows = new Map<string, number>();
  for (let i = 0; i < count; i++) rows.set(key(neutralRows[3 * i], neutralRows[3 * i + 1], neutralRows[3 * i + 2]), i);
  return Uint32Array.from({ length: count }, (_, i) => {
    const found = rows.get(key(-neutralRows[3 * i], neutralRows[3 * i + 1], neutralRows[3 * i + 2]));
    if (found === undefined) throw new Error(`row ${i} has no mirror image`);
    return found;
  });
}

/** Reflects rows [R, 3] in x = 0. */
export function mirrorRows(rows: ArrayLike<number>, mirror: Uint32Array): Float64Array {
  const out = new Float64Array(rows.length);
  mirror.forEach((source, row) => {
    out[3 * row] = -rows[3 * source];
    out[3 * row + 1] = rows[3 * source + 1];
    out[3 * row + 2] = rows[3 * source + 2];
  });
  return out;
}
