/** A displacement field by the vertices that it moves. */
export interface SparseMorph {
  /** [N], ascending */
  readonly vertices: Uint32Array;
  /** [N, 3] mm */
  readonly deltas: Float32Array;
}

/** @param dense [V, 3] mm */
export function sparseMorph(dense: Float32Array): SparseMorph {
  const moves = (v: number): boolean => dense[3 * v] !== 0 || dense[3 * v + 1] !== 0 || dense[3 * v + 2] !== 0;
  let count = 0;
  for (let v = 0; v < dense.length / 3; v++) if (moves(v)) count++;
  const vertices = new Uint32Array(count);
  const deltas = new Float32Array(3 * count);
  for (let v = 0, n = 0; n < count; v++) {
    if (!moves(v)) continue;
    vertices[n] = v;
    for (let k = 0; k < 3; k++) deltas[3 * n + k] = dense[3 * v + k];
    n++;
  }
  return { vertices, deltas };
}

/** @returns [V, 3] mm */
export function denseMorph({ vertices, deltas }: SparseMorph, vertexCount: number): Float32Array {
  const dense = new Float32Array(3 * vertexCount);
  for (let n = 0; n < vertices.length; n++) for (let k = 0; k < 3; k++) dense[3 * vertices[n] + k] = deltas[3 * n + k];
  return dense;
}
