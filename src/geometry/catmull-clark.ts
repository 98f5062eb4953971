/**
 * One step of Catmull-Clark subdivision as a sparse linear map, so that it applies alike to
 * positions, skinning weights and basis vectors. Boundary edges and vertices follow the cubic
 * B-spline rule (Catmull and Clark 1978; boundaries: Hoppe et al. 1994).
 */
export interface Subdivision {
  /** New vertex i = sum over k in [start[i], start[i+1]) of weights[k] * old vertex sources[k]. */
  readonly start: Uint32Array;
  readonly sources: Uint32Array;
  readonly weights: Float64Array;
  /** [4 Q, 4]; quad q becomes quads 4q..4q+3, the k-th keeping corner k as its first corner. */
  readonly quads: Uint32Array;
}

/** @param quads [Q, 4]; every face must be a true quad. */
export function catmullClark(vertexCount: number, quads: ArrayLike<number>): Subdivision {
  const quadCount = quads.length / 4;
  const edgeIndex = new Map<number, number>();
  const edges: { a: number; b: number; faces: number[] }[] = [];
  const edgeOf = (a: number, b: number): number => {
    const key = Math.min(a, b) * vertexCount + Math.max(a, b);
    let index = edgeIndex.get(key);
    if (index === undefined) {
      index = edges.length;
      edgeIndex.set(key, index);
      edges.push({ a, b, faces: [] });
    }
    return index;
  };
  const facesOf: number[][] = Array.from({ length: vertexCount }, () => []);
  const edgesOf: Set<number>[] = Array.from({ length: vertexCount }, () => new Set());
  for (let q = 0; q < quadCount; q++) {
    for (let k = 0; k < 4; k++) {
      const a = quads[4 * q + k];
      const b = quads[4 * q + ((k + 1) % 4)];
      const e = edgeOf(a, b);
      edges[e].faces.push(q);
      edgesOf[a].add(e);
      edgesOf[b].add(e);
      facesOf[a].push(q);
    }
  }
  const rows: Map<number, number>[] = [];
  const addFace = (row: Map<number, number>, q: number, w: number): void => {
    for (let k = 0; k < 4; k++) add(row, quads[4 * q + k], w / 4);
  };
  for (let v = 0; v < vertexCount; v++) rows.push(vertexRow(v, facesOf[v], [...edgesOf[v]], edges, addFace));
  for (const edge of edges) {
    const row = new Map<number, number>();
    const inner = edge.faces.length === 2;
    add(row, edge.a, inner ? 0.25 : 0.5);
    add(row, edge.b, inner ? 0.25 : 0.5);
    if (inner) for (const q of edge.faces) addFace(row, q, 0.25);
    rows.push(row);
  }
  for (let q = 0; q < quadCount; q++) {
    const row = new Map<number, number>();
    addFace(row, q, 1);
    rows.push(row);
  }
  const newQuads = new Uint32Array(16 * quadCount);
  for (let q = 0; q < quadCount; q++) {
    for (let k = 0; k < 4; k++) {
      const corner = quads[4 * q + k];
      const next = vertexCount + edgeOf(corner, quads[4 * q + ((k + 1) % 4)]);
      const previous = vertexCount + edgeOf(quads[4 * q + ((k + 3) % 4)], corner);
      newQuads.set([corner, next, vertexCount + edges.length + q, previous], 16 * q + 4 * k);
    }
  }
  return { ...packRows(rows), quads: newQuads };
}

function vertexRow(
  v: number,
  faces: readonly number[],
  edgeIds: readonly number[],
  edges: readonly { a: number; b: number; faces: number[] }[],
  addFace: (row: Map<number, number>, q: number, w: number) => void,
): Map<number, number> {
  const row = new Map<number, number>();
  const boundary = edgeIds.filter((e) => edges[e].faces.length !== 2);
  const n = faces.length;
  if (n === 0 || boundary.length > 2) {
    add(row, v, 1);
  } else if (boundary.length === 2) {
    add(row, v, 0.75);
    for (const e of boundary) add(row, edges[e].a === v ? edges[e].b : edges[e].a, 0.125);
  } else {
    // (F + 2 E + (n - 3) v)/n, F the mean face point, E the mean edge midpoint.
    add(row, v, (n - 3) / n);
    for (const q of faces) addFace(row, q, 1 / (n * n));
    for (const e of edgeIds) {
      add(row, edges[e].a, 1 / (n * n));
      add(row, edges[e].b, 1 / (n * n));
    }
  }
  return row;
}

function add(row: Map<number, number>, key: number, weight: number): void {
  row.set(key, (row.get(key) ?? 0) + weight);
}

function packRows(rows: readonly Map<number, number>[]): Omit<Subdivision, 'quads'> {
  const start = new Uint32Array(rows.length + 1);
  rows.forEach((row, i) => {
    start[i + 1] = start[i] + row.size;
  });
  const sources = new Uint32Array(start[rows.length]);
  const weights = new Float64Array(start[rows.length]);
  rows.forEach((row, i) => {
    let k = start[i];
    for (const [source, weight] of row) {
      sources[k] = source;
      weights[k++] = weight;
    }
  });
  return { start, sources, weights };
}

/** Applies the linear map to V rows of `channels` numbers. */
export function applySubdivision(
  subdivision: Subdivision,
  values: Float32Array | Float64Array,
  channels: number,
): Float64Array {
  const { start, sources, weights } = subdivision;
  const out = new Float64Array((start.length - 1) * channels);
  for (let i = 0; i + 1 < start.length; i++)
    for (let k = start[i]; k < start[i + 1]; k++)
      for (let c = 0; c < channels; c++) out[i * channels + c] += weights[k] * values[sources[k] * channels + c];
  return out;
}
