import { capRing, cutBust } from './bust.ts';
import { type BustLevel, bustLevel, levelled } from './bust-level.ts';
import type { MakeHuman, ProxyMesh } from './makehuman.ts';

const MM_PER_UNIT = 100;

/** A point between vertices of MakeHuman's base mesh, which goes with them: sum_k weights[k] v[vertices[k]]. */
export interface BaseBlend {
  readonly vertices: readonly number[];
  readonly weights: readonly number[];
}

/** The rows of the packed head: where on the base mesh each one lies, in the order of the file. */
export interface HeadCrop {
  /** Skin, then the helpers of eyes, teeth and tongue. */
  readonly rows: readonly BaseBlend[];
  readonly skinVertexCount: number;
  /** [Q, 4] over rows. */
  readonly skinQuads: Uint32Array;
  /** [Q, 4] over base UVs. */
  readonly skinUvQuads: Uint32Array;
  /** 1 for the quads that close the bust from below [Q]; they have no area in the UVs. */
  readonly onCap: Uint8Array;
  /** What keeps the bust level. */
  readonly level: BustLevel;
  /** Row of a base vertex, -1 where it is not kept. */
  readonly rowOfBase: Int32Array;
}

/** Keeps the head down to the bust's ring, which is levelled and capped, plus every vertex that the proxies refer to. */
export function cropHead(human: MakeHuman, proxies: readonly ProxyMesh[]): HeadCrop {
  const { quads, ring, slide } = cutBust(human);
  const skin = new Set<number>();
  for (const q of quads) for (let k = 0; k < 4; k++) skin.add(human.quads[4 * q + k]);
  const helpers = new Set<number>();
  for (const proxy of proxies)
    proxy.references.forEach((base, i) => {
      if (proxy.weights[i] !== 0 && !skin.has(base)) helpers.add(base);
    });
  const ascending = (a: number, b: number): number => a - b;
  const blendOf = (base: number): BaseBlend => slide.get(base) ?? { vertices: [base], weights: [1] };
  const outer = [...skin].sort(ascending);
  const rowOfBase = new Int32Array(human.vertices.length / 3).fill(-1);
  outer.forEach((base, row) => {
    rowOfBase[base] = row;
  });
  const cap = capRing(
    ring.map(({ base, uv }) => ({ row: rowOfBase[base], uv, blend: blendOf(base) })),
    outer.length,
  );
  const skinVertexCount = outer.length + cap.blends.length;
  const inner = [...helpers].sort(ascending);
  inner.forEach((base, i) => {
    rowOfBase[base] = skinVertexCount + i;
  });
  const corners = (of: Uint32Array): number[] => quads.flatMap((q) => Array.from(of.subarray(4 * q, 4 * q + 4)));
  return {
    rows: [...outer.map(blendOf), ...cap.blends, ...inner.map(blendOf)],
    skinVertexCount,
    skinQuads: Uint32Array.from([...corners(human.quads).map((base) => rowOfBase[base]), ...cap.quads]),
    skinUvQuads: Uint32Array.from([...corners(human.uvQuads), ...cap.uvQuads]),
    onCap: Uint8Array.from([...quads.map(() => 0), ...cap.quads.filter((_, i) => i % 4 === 0).map(() => 1)]),
    level: bustLevel(
      human,
      ring.map(({ base }) => rowOfBase[base]),
      { above: outer.map(blendOf), cap: cap.blends.length },
    ),
    rowOfBase,
  };
}

/**
 * Joint name -> where MakeHuman's rig has its head and its tail; order and parents are those of the packed file. The
 * eyes' joints lie in their middles.
 */
export const JOINT_SOURCES = [
  ['root', 'neck01____head', 'neck02____head'],
  ['neck', 'neck02____head', 'head____head'],
  ['head', 'head____head', 'head____tail'],
  ['jaw', 'jaw____head', 'jaw____tail'],
  ['eye_L', 'eye.L____head', 'eye.L____tail'],
  ['eye_R', 'eye.R____head', 'eye.R____tail'],
  ['tongue', 'tongue00____tail', 'tongue04____tail'],
] as const;

/** Rows of the crop, then heads and tails of the joints, from a full-body array [V, 3]; in mm. @returns [rows + 2 J, 3] */
export function extractRows(human: MakeHuman, crop: HeadCrop, body: ArrayLike<number>): Float64Array {
  const joints: BaseBlend[] = [1, 2].flatMap((end) =>
    JOINT_SOURCES.map((source) => {
      const cube = human.jointVertices[source[end]];
      return { vertices: cube, weights: cube.map(() => 1 / cube.length) };
    }),
  );
  const rows = [...crop.rows, ...joints];
  const out = new Float64Array(3 * rows.length);
  rows.forEach(({ vertices, weights }, row) => {
    vertices.forEach((base, i) => {
      for (let k = 0; k < 3; k++) out[3 * row + k] += MM_PER_UNIT * weights[i] * body[3 * base + k];
    });
  });
  return levelled(crop.level, out);
}

/** Row that mirrors each row in x = 0, joints included. */
export function mirrorTable(neutralRows: ArrayLike<number>): Uint32Array {
  const count = neutralRows.length / 3;
  const key = (x: number, y: number, z: number): string => [x, y, z].map((c) => Math.round(c * 100) + 0).join();
  const rows = new Map<string, number[]>();
  for (let i = 0; i < count; i++) {
    const place = key(neutralRows[3 * i], neutralRows[3 * i + 1], neutralRows[3 * i + 2]);
    rows.set(place, [...(rows.get(place) ?? []), i]);
  }
  return Uint32Array.from({ length: count }, (_, i) => {
    const place = key(neutralRows[3 * i], neutralRows[3 * i + 1], neutralRows[3 * i + 2]);
    const across = rows.get(key(-neutralRows[3 * i], neutralRows[3 * i + 1], neutralRows[3 * i + 2]));
    // Where one bone ends another begins: rows that lie on one another mirror in their order.
    const found = across?.[rows.get(place)?.indexOf(i) ?? 0];
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
