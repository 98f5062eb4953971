/** Triangle-mesh operations on flat arrays: V vertices, T triangles, Q quads. */

/** Two triangles a quad, cut along the first diagonal; `quads` [Q, 4], a triangle as (a, b, c, c). @returns [T, 3] */
export function triangulate(quads: ArrayLike<number>): Uint32Array {
  const out: number[] = [];
  for (let i = 0; i < quads.length; i += 4) {
    const [a, b, c, d] = [quads[i], quads[i + 1], quads[i + 2], quads[i + 3]];
    out.push(a, b, c);
    if (c !== d) out.push(a, c, d);
  }
  return Uint32Array.from(out);
}

/**
 * Area-weighted vertex normals: n = N/|N|, N = sum over triangles of (b-a) x (c-a).
 * A vertex without area gets (0, 0, 0).
 * @returns normals [V, 3] and the lengths |N| [V] that the backward needs.
 */
export function vertexNormals(
  positions: ArrayLike<number>,
  triangles: ArrayLike<number>,
): { normals: Float64Array; lengths: Float64Array } {
  const normals = new Float64Array(positions.length);
  for (let k = 0; k < triangles.length; k += 3) {
    const a = 3 * triangles[k];
    const b = 3 * triangles[k + 1];
    const c = 3 * triangles[k + 2];
    const ux = positions[b] - positions[a];
    const uy = positions[b + 1] - positions[a + 1];
    const uz = positions[b + 2] - positions[a + 2];
    const vx = positions[c] - positions[a];
    const vy = positions[c + 1] - positions[a + 1];
    const vz = positions[c + 2] - positions[a + 2];
    const nx = uy * vz - uz * vy;
    const ny = uz * vx - ux * vz;
    const nz = ux * vy - uy * vx;
    for (const i of [a, b, c]) {
      normals[i] += nx;
      normals[i + 1] += ny;
      normals[i + 2] += nz;
    }
  }
  const lengths = new Float64Array(positions.length / 3);
  for (let v = 0; v < lengths.length; v++) {
    // Of a part of a mesh most vertices have no triangle.
    if (normals[3 * v] === 0 && normals[3 * v + 1] === 0 && normals[3 * v + 2] === 0) continue;
    const length = Math.hypot(normals[3 * v], normals[3 * v + 1], normals[3 * v + 2]);
    lengths[v] = length;
    for (let k = 0; k < 3; k++) normals[3 * v + k] /= length;
  }
  return { normals, lengths };
}

/**
 * Backward of {@link vertexNormals}: N_bar = (n_bar - n (n . n_bar))/|N|, then per triangle with
 * h = sum of its corners' N_bar: a += (b-c) x h, b += (c-a) x h, c += h x (b-a).
 * @param gradPositionsOut [V, 3] accumulated into.
 */
export function vertexNormalsBackward(
  positions: ArrayLike<number>,
  triangles: ArrayLike<number>,
  forward: { normals: ArrayLike<number>; lengths: ArrayLike<number> },
  gradNormals: ArrayLike<number>,
  gradPositionsOut: Float32Array | Float64Array,
): void {
  const { normals, lengths } = forward;
  const g = new Float64Array(positions.length);
  for (let v = 0; v < lengths.length; v++) {
    if (lengths[v] === 0) continue;
    const i = 3 * v;
    const dot = normals[i] * gradNormals[i] + normals[i + 1] * gradNormals[i + 1] + normals[i + 2] * gradNormals[i + 2];
    for (let k = 0; k < 3; k++) g[i + k] = (gradNormals[i + k] - normals[i + k] * dot) / lengths[v];
  }
  for (let k = 0; k < triangles.length; k += 3) {
    const a = 3 * triangles[k];
    const b = 3 * triangles[k + 1];
    const c = 3 * triangles[k + 2];
    const h = [g[a] + g[b] + g[c], g[a + 1] + g[b + 1] + g[c + 1], g[a + 2] + g[b + 2] + g[c + 2]];
    addCross(gradPositionsOut, a, positions, b, c, h);
    addCross(gradPositionsOut, b, positions, c, a, h);
    addCross(gradPositionsOut, c, positions, a, b, h);
  }
}

/** out[i] += (p[from] - p[to]) x h */
function addCross(
  out: Float32Array | Float64Array,
  i: number,
  p: ArrayLike<number>,
  from: number,
  to: number,
  h: readonly number[],
): void {
  const x = p[from] - p[to];
  const y = p[from + 1] - p[to + 1];
  const z = p[from + 2] - p[to + 2];
  out[i] += y * h[2] - z * h[1];
  out[i + 1] += z * h[0] - x * h[2];
  out[i + 2] += x * h[1] - y * h[0];
}

/** Neighbours of each vertex along mesh edges, sorted. */
export function vertexNeighbours(vertexCount: number, faces: ArrayLike<number>, corners: 3 | 4): Uint32Array[] {
  // Room for two neighbours of every corner: an inner edge comes twice.
  const starts = new Uint32Array(vertexCount + 1);
  for (let i = 0; i < faces.length; i++) starts[faces[i] + 1] += 2;
  for (let v = 0; v < vertexCount; v++) starts[v + 1] += starts[v];
  const counts = new Uint32Array(vertexCount);
  const found = new Uint32Array(starts[vertexCount]);
  const insert = (a: number, b: number): void => {
    const start = starts[a];
    let at = start + counts[a];
    while (at > start && found[at - 1] > b) at--;
    if (at > start && found[at - 1] === b) return;
    found.copyWithin(at + 1, at, start + counts[a]);
    found[at] = b;
    counts[a]++;
  };
  for (let i = 0; i < faces.length; i += corners)
    for (let k = 0; k < corners; k++) {
      const a = faces[i + k];
      const b = faces[i + ((k + 1) % corners)];
      if (a === b) continue;
      insert(a, b);
      insert(b, a);
    }
  return Array.from(counts, (count, v) => found.slice(starts[v], starts[v] + count));
}

/** The share of each vertex in the mesh's area: a third of its triangles. @returns [V] */
export function vertexAreas(positions: ArrayLike<number>, triangles: ArrayLike<number>): Float64Array {
  const areas = new Float64Array(positions.length / 3);
  for (let k = 0; k < triangles.length; k += 3) {
    const area = triangleArea(positions, triangles[k], triangles[k + 1], triangles[k + 2]) / 3;
    for (let c = 0; c < 3; c++) areas[triangles[k + c]] += area;
  }
  return areas;
}

function triangleArea(p: ArrayLike<number>, a: number, b: number, c: number): number {
  return Math.hypot(...triangleNormal(p, a, b, c)) / 2;
}

/** (b - a) x (c - a): the normal, as long as twice the area. */
export function triangleNormal(
  p: ArrayLike<number>,
  a: number,
  b: number,
  c: number,
): [x: number, y: number, z: number] {
  const ux = p[3 * b] - p[3 * a];
  const uy = p[3 * b + 1] - p[3 * a + 1];
  const uz = p[3 * b + 2] - p[3 * a + 2];
  const vx = p[3 * c] - p[3 * a];
  const vy = p[3 * c + 1] - p[3 * a + 1];
  const vz = p[3 * c + 2] - p[3 * a + 2];
  return [uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx];
}

/** Triangles all of whose corners are wanted, in their order. */
export function trianglesWhere(triangles: Uint32Array, wanted: (vertex: number) => boolean): Uint32Array {
  return triangles.filter((_, i) => {
    const t = 3 * Math.floor(i / 3);
    return wanted(triangles[t]) && wanted(triangles[t + 1]) && wanted(triangles[t + 2]);
  });
}
