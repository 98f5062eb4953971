/** Bounding-volume hierarchy over triangles: M nodes, depth first, the left child right after its parent. */
export interface TriangleTree {
  /** Lowest and highest corner of each node's box [M, 6]. */
  readonly bounds: Float64Array;
  /** Inner node: right child and 0. Leaf: first place in `order` and how many [M, 2]. */
  readonly nodes: Uint32Array;
  /** Triangles in the leaves' order [T]. */
  readonly order: Uint32Array;
}

const LEAF = 4;

/**
 * Splits triangles at the median of their centres along the longest side, down to four a leaf.
 * @param positions [V, 3] @param triangles [T, 3]
 */
export function buildTriangleTree(positions: ArrayLike<number>, triangles: ArrayLike<number>): TriangleTree {
  const count = triangles.length / 3;
  const order = Uint32Array.from({ length: count }, (_, t) => t);
  const centres = [0, 1, 2].map((k) => {
    const along = new Float64Array(count);
    for (let t = 0; t < count; t++) for (let c = 0; c < 3; c++) along[t] += positions[3 * triangles[3 * t + c] + k] / 3;
    return along;
  });
  const nodes: number[] = [];
  const split = (start: number, end: number): void => {
    const node = nodes.length / 2;
    nodes.push(start, end - start);
    if (end - start <= LEAF) return;
    const along = centres[longestSide(centres, order, start, end)];
    const middle = (start + end) >> 1;
    partitionAt(order, along, { start, end, middle });
    // Leaves are in order of the side that they were split along.
    for (const half of [order.subarray(start, middle), order.subarray(middle, end)])
      if (half.length <= LEAF) half.sort((a, b) => compare(along, a, b));
    split(start, middle);
    nodes[2 * node] = nodes.length / 2;
    nodes[2 * node + 1] = 0;
    split(middle, end);
  };
  if (count > 0) split(0, count);
  const bounds = new Float64Array(3 * nodes.length);
  return refitTriangleTree({ bounds, nodes: Uint32Array.from(nodes), order }, positions, triangles);
}

/** The axis along which centres of a run of triangles are farthest apart. @param centres by axis [3][T] */
function longestSide(centres: readonly Float64Array[], order: Uint32Array, start: number, end: number): number {
  const sides = centres.map((along) => {
    let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (let i = start; i < end; i++) {
      const x = along[order[i]];
      if (x < low) low = x;
      if (x > high) high = x;
    }
    return high - low;
  });
  return sides.indexOf(Math.max(...sides));
}

/** Order of two triangles along an axis: never 0 but for one and itself. */
function compare(along: Float64Array, a: number, b: number): number {
  return along[a] - along[b] || a - b;
}

/** Brings the least triangles of a run along an axis before its middle, the others behind. */
function partitionAt(
  items: Uint32Array,
  along: Float64Array,
  { start, end, middle }: { readonly start: number; readonly end: number; readonly middle: number },
): void {
  for (let [low, high] = [start, end - 1]; low < high; ) {
    // Hoare's selection.
    const pivot = items[(low + high) >> 1];
    let [i, j] = [low, high];
    while (i <= j) {
      while (compare(along, items[i], pivot) < 0) i++;
      while (compare(along, pivot, items[j]) < 0) j--;
      if (i > j) break;
      const item = items[i];
      items[i++] = items[j];
      items[j--] = item;
    }
    if (middle <= j) high = j;
    else if (middle >= i) low = i;
    else return;
  }
}

/**
 * The same tree around triangles that have moved: its boxes anew, its order kept. It finds the same, more slowly the more
 * they have.
 * @param positions [V, 3] @param triangles [T, 3] as the tree was built of
 */
export function refitTriangleTree(
  { bounds, nodes, order }: TriangleTree,
  positions: ArrayLike<number>,
  triangles: ArrayLike<number>,
): TriangleTree {
  const out = new Float64Array(bounds.length);
  // Children come after their parents.
  for (let node = nodes.length / 2 - 1; node >= 0; node--) {
    const [first, count] = [nodes[2 * node], nodes[2 * node + 1]];
    if (count > 0) {
      for (let k = 0; k < 3; k++) {
        let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
        for (let n = first; n < first + count; n++)
          for (let c = 3 * order[n]; c < 3 * order[n] + 3; c++) {
            const x = positions[3 * triangles[c] + k];
            if (x < low) low = x;
            if (x > high) high = x;
          }
        out[6 * node + k] = low;
        out[6 * node + 3 + k] = high;
      }
      continue;
    }
    for (let k = 0; k < 3; k++) {
      out[6 * node + k] = Math.min(out[6 * (node + 1) + k], out[6 * first + k]);
      out[6 * node + 3 + k] = Math.max(out[6 * (node + 1) + 3 + k], out[6 * first + 3 + k]);
    }
  }
  return { bounds: out, nodes, order };
}
