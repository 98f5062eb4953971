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
  const centres = new Float64Array(3 * count);
  for (let t = 0; t < count; t++)
    for (let k = 0; k < 3; k++)
      for (let c = 0; c < 3; c++) centres[3 * t + k] += positions[3 * triangles[3 * t + c] + k] / 3;
  const bounds: number[] = [];
  const nodes: number[] = [];
  const split = (start: number, end: number): void => {
    const node = nodes.length / 2;
    nodes.push(start, end - start);
    bounds.push(...boxOf(positions, triangles, order.subarray(start, end)));
    if (end - start <= LEAF) return;
    const box = boxOf(centres, null, order.subarray(start, end));
    const sides = [0, 1, 2].map((k) => box[3 + k] - box[k]);
    const axis = sides.indexOf(Math.max(...sides));
    const middle = (start + end) >> 1;
    const before = (a: number, b: number): number => centres[3 * a + axis] - centres[3 * b + axis] || a - b;
    partitionAt(order, { start, end, middle }, before);
    // Leaves are in order of the side that they were split along.
    for (const half of [order.subarray(start, middle), order.subarray(middle, end)])
      if (half.length <= LEAF) half.sort(before);
    split(start, middle);
    nodes[2 * node] = nodes.length / 2;
    nodes[2 * node + 1] = 0;
    split(middle, end);
  };
  if (count > 0) split(0, count);
  return { bounds: Float64Array.from(bounds), nodes: Uint32Array.from(nodes), order };
}

/** Brings the least items of a run before its middle, the others behind. @param before order of two items, never 0 */
function partitionAt(
  items: Uint32Array,
  { start, end, middle }: { readonly start: number; readonly end: number; readonly middle: number },
  before: (a: number, b: number) => number,
): void {
  for (let [low, high] = [start, end - 1]; low < high; ) {
    // Hoare's selection.
    const pivot = items[(low + high) >> 1];
    let [i, j] = [low, high];
    while (i <= j) {
      while (before(items[i], pivot) < 0) i++;
      while (before(pivot, items[j]) < 0) j--;
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

/** Box of triangles' corners, or of points where `triangles` is null. */
function boxOf(points: ArrayLike<number>, triangles: ArrayLike<number> | null, members: Uint32Array): number[] {
  const low = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  const high = low.map((x) => -x);
  for (const t of members)
    for (let c = 0; c < (triangles === null ? 1 : 3); c++) {
      const p = triangles === null ? t : triangles[3 * t + c];
      for (let k = 0; k < 3; k++) {
        low[k] = Math.min(low[k], points[3 * p + k]);
        high[k] = Math.max(high[k], points[3 * p + k]);
      }
    }
  return [...low, ...high];
}
