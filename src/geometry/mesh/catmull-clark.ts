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

/** Each quad cut in four. */
export interface QuadSplit {
  /** Old vertices, then one an edge, then one a quad. */
  readonly vertexCount: number;
  /** [4 Q, 4]; quad q becomes quads 4q..4q+3, the k-th keeping corner k as its first corner. */
  readonly quads: Uint32Array;
}

/** Edges in the order in which the quads name them, with the one or two (or, where the mesh is none, more) quads beside. */
interface Edges {
  readonly count: number;
  /** Ends [E, 2] */
  readonly ends: Uint32Array;
  /** First two quads [E, 2], and how many there are [E]. */
  readonly faces: Uint32Array;
  readonly faceCount: Uint32Array;
  /** Edge from corner k to the next, of each quad [Q, 4]. */
  readonly ofCorner: Uint32Array;
}

function findEdges(vertexCount: number, quads: ArrayLike<number>): Edges {
  // Edges that begin at a vertex, the lesser of their ends, as a chain: a few each, which no table finds faster.
  const last = new Int32Array(vertexCount).fill(-1);
  const before = new Int32Array(quads.length);
  const ends = new Uint32Array(2 * quads.length);
  const faces = new Uint32Array(2 * quads.length);
  const faceCount = new Uint32Array(quads.length);
  const ofCorner = new Uint32Array(quads.length);
  let count = 0;
  for (let i = 0; i < quads.length; i++) {
    const q = i >> 2;
    const a = quads[i];
    const b = quads[4 * q + ((i + 1) & 3)];
    const least = Math.min(a, b);
    let e = last[least];
    while (e >= 0 && ends[2 * e] + ends[2 * e + 1] !== a + b) e = before[e];
    if (e < 0) {
      e = count++;
      before[e] = last[least];
      last[least] = e;
      ends[2 * e] = a;
      ends[2 * e + 1] = b;
    }
    if (faceCount[e] < 2) faces[2 * e + faceCount[e]] = q;
    faceCount[e]++;
    ofCorner[i] = e;
  }
  return { count, ends, faces, faceCount, ofCorner };
}

/** The topology of {@link catmullClark} alone. @param quads [Q, 4] */
export function splitQuads(vertexCount: number, quads: ArrayLike<number>): QuadSplit {
  return splitAlong(vertexCount, quads, findEdges(vertexCount, quads));
}

function splitAlong(vertexCount: number, quads: ArrayLike<number>, { count, ofCorner }: Edges): QuadSplit {
  const out = new Uint32Array(4 * quads.length);
  for (let i = 0; i < quads.length; i++) {
    const q = i >> 2;
    out[4 * i] = quads[i];
    out[4 * i + 1] = vertexCount + ofCorner[i];
    out[4 * i + 2] = vertexCount + count + q;
    out[4 * i + 3] = vertexCount + ofCorner[4 * q + ((i + 3) & 3)];
  }
  return { vertexCount: vertexCount + count + quads.length / 4, quads: out };
}

/**
 * Sharp vertices stay where they are, edges between two of them are halved, and a quad of four is cut as `triangulate` cuts
 * it, along its first diagonal: what they span is subdivided and keeps its shape.
 * @param quads [Q, 4]; every face must be a true quad.
 */
export function catmullClark(
  vertexCount: number,
  quads: ArrayLike<number>,
  sharp: ReadonlySet<number> = new Set(),
): Subdivision {
  const edges = findEdges(vertexCount, quads);
  const stars = {
    faces: namedBy(vertexCount, quads, 4),
    edges: namedBy(vertexCount, edges.ends.subarray(0, 2 * edges.count), 2),
  };
  const rows = rowWriter(quads, vertexCount + 8 * edges.count + 2 * quads.length);
  for (let v = 0; v < vertexCount; v++) {
    if (sharp.has(v)) rows.add(v, 1);
    else writeVertexRow(rows, v, stars, edges);
    rows.end();
  }
  for (let e = 0; e < edges.count; e++) {
    const [a, b] = [edges.ends[2 * e], edges.ends[2 * e + 1]];
    const smooth = edges.faceCount[e] === 2 && !(sharp.has(a) && sharp.has(b));
    rows.add(a, smooth ? 0.25 : 0.5);
    rows.add(b, smooth ? 0.25 : 0.5);
    if (smooth) for (const side of [0, 1]) rows.addFace(edges.faces[2 * e + side], 0.25);
    rows.end();
  }
  for (let q = 0; q < quads.length / 4; q++) {
    const isSharp = [0, 1, 2, 3].every((k) => sharp.has(quads[4 * q + k]));
    if (isSharp) for (const k of [0, 2]) rows.add(quads[4 * q + k], 0.5);
    else rows.addFace(q, 1);
    rows.end();
  }
  return { ...rows.pack(), quads: splitAlong(vertexCount, quads, edges).quads };
}

/** Sparse rows, written one after another; weights of one source add up. */
interface RowWriter {
  add(source: number, weight: number): void;
  /** The mean of a quad's corners. */
  addFace(quad: number, weight: number): void;
  end(): void;
  pack(): Omit<Subdivision, 'quads'>;
}

/** @param room for weights: a vertex has its own and those of its edges' and quads' far corners, an edge six, a quad four */
function rowWriter(quads: ArrayLike<number>, room: number): RowWriter {
  const starts = [0];
  const sources = new Uint32Array(room);
  const weights = new Float64Array(room);
  let begin = 0;
  let count = 0;
  // A row has a dozen entries or two: looking through them beats a table.
  const add = (source: number, weight: number): void => {
    for (let k = begin; k < count; k++)
      if (sources[k] === source) {
        weights[k] += weight;
        return;
      }
    sources[count] = source;
    weights[count++] = weight;
  };
  return {
    add,
    addFace(quad, weight) {
      for (let k = 0; k < 4; k++) add(quads[4 * quad + k], weight / 4);
    },
    end() {
      begin = count;
      starts.push(begin);
    },
    pack: () => ({
      start: Uint32Array.from(starts),
      sources: sources.slice(0, count),
      weights: weights.slice(0, count),
    }),
  };
}

/** Quads and edges around each vertex, ascending. */
interface VertexStars {
  readonly faces: VertexLists;
  readonly edges: VertexLists;
}

/** Of vertex v, the items from first[v] to first[v + 1]. */
interface VertexLists {
  readonly first: Uint32Array;
  readonly items: Uint32Array;
}

/** Lists where each vertex is named. @param names vertices, those of item k from names[k size] on @param size of an item */
function namedBy(vertexCount: number, names: ArrayLike<number>, size: number): VertexLists {
  const first = new Uint32Array(vertexCount + 1);
  for (let i = 0; i < names.length; i++) first[names[i] + 1]++;
  for (let v = 0; v < vertexCount; v++) first[v + 1] += first[v];
  const next = first.slice();
  const items = new Uint32Array(names.length);
  for (let i = 0; i < names.length; i++) items[next[names[i]]++] = Math.floor(i / size);
  return { first, items };
}

function writeVertexRow(rows: RowWriter, v: number, { faces, edges }: VertexStars, { ends, faceCount }: Edges): void {
  let open = 0;
  for (let k = edges.first[v]; k < edges.first[v + 1]; k++) if (faceCount[edges.items[k]] !== 2) open++;
  const n = faces.first[v + 1] - faces.first[v];
  if (n === 0 || open > 2) {
    rows.add(v, 1);
  } else if (open === 2) {
    rows.add(v, 0.75);
    for (let k = edges.first[v]; k < edges.first[v + 1]; k++) {
      const e = edges.items[k];
      if (faceCount[e] !== 2) rows.add(ends[2 * e] === v ? ends[2 * e + 1] : ends[2 * e], 0.125);
    }
  } else {
    // (F + 2 E + (n - 3) v)/n, F the mean face point, E the mean edge midpoint.
    rows.add(v, (n - 3) / n);
    for (let k = faces.first[v]; k < faces.first[v + 1]; k++) rows.addFace(faces.items[k], 1 / (n * n));
    for (let k = edges.first[v]; k < edges.first[v + 1]; k++) {
      const e = edges.items[k];
      rows.add(ends[2 * e], 1 / (n * n));
      rows.add(ends[2 * e + 1], 1 / (n * n));
    }
  }
}

/** Applies the linear map to V rows of `channels` numbers. @param out where the new rows go, whatever it holds */
export function applySubdivision(
  subdivision: Subdivision,
  values: Float32Array | Float64Array,
  channels: number,
  out = new Float64Array((subdivision.start.length - 1) * channels),
): Float64Array {
  const { start, sources, weights } = subdivision;
  if (channels === 3) {
    // Of morph targets most vertices stay.
    for (let i = 0; i + 1 < start.length; i++) {
      let [x, y, z] = [0, 0, 0];
      for (let k = start[i]; k < start[i + 1]; k++) {
        const at = 3 * sources[k];
        const w = weights[k];
        x += w * values[at];
        y += w * values[at + 1];
        z += w * values[at + 2];
      }
      out[3 * i] = x;
      out[3 * i + 1] = y;
      out[3 * i + 2] = z;
    }
    return out;
  }
  out.fill(0);
  for (let i = 0; i + 1 < start.length; i++)
    for (let k = start[i]; k < start[i + 1]; k++)
      for (let c = 0; c < channels; c++) out[i * channels + c] += weights[k] * values[sources[k] * channels + c];
  return out;
}
