import type { HeadPart } from '../head-model.ts';
import type { SectionArray } from './head-file.ts';

/** What a head's file says of its rows. */
export interface ExpansionMeta {
  skinVertexCount: number;
  teethSetbackMm: number;
}

/** A head's vertices as its file's rows give them: the skin's are rows, those of eyes, teeth and tongue follow rows. */
export interface Expansion {
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

/** Vertices [V, 3] of rows [R, 3]. @param offsetFactor 1 for places, 0 for what is added to them */
export function expandRows(expansion: Expansion, rows: ArrayLike<number>, offsetFactor: 0 | 1): Float64Array {
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

/** @param get a section of the head's file */
export function buildExpansion(meta: ExpansionMeta, get: <T extends SectionArray>(name: string) => T): Expansion {
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
  // Lower teeth hang on the jaw: their control rows are the first half of MakeHuman's teeth helpers.
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
  append('tongue', { name: 'tongue', texture: 'tongue', joint: 'tongue' }, 0, () => true);
  expansion.quads = Uint32Array.from(quads);
  expansion.uvs = Float64Array.from(uvs);
  expansion.uvQuads = Uint32Array.from(uvQuads);
  return expansion;
}
