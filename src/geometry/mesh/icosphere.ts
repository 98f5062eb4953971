/** A sphere of triangles, nearly all alike. */
export interface Icosphere {
  /** Unit vectors [N, 3], N = 10 4^level + 2; with each its mirror image in x = 0. */
  readonly directions: Float64Array;
  /** [20 4^level, 3], counter-clockwise seen from outside. */
  readonly triangles: Uint32Array;
}

const GOLDEN = (1 + Math.sqrt(5)) / 2;
const CORNERS: readonly number[] = [-1, 1].flatMap((a) =>
  [-GOLDEN, GOLDEN].flatMap((b) => [0, a, b, a, b, 0, b, 0, a]),
);

/** The icosahedron, each triangle cut in four `level` times. */
export function icosphere(level: number): Icosphere {
  const directions = unitRows(CORNERS);
  let triangles = hull(directions);
  for (let step = 0; step < level; step++) triangles = split(directions, triangles);
  return { directions: Float64Array.from(directions), triangles: Uint32Array.from(triangles) };
}

function unitRows(values: readonly number[]): number[] {
  return values.map((x, i) => {
    const row = 3 * Math.floor(i / 3);
    return x / Math.hypot(values[row], values[row + 1], values[row + 2]);
  });
}

/** The icosahedron's faces: three corners that are neighbours of each other. */
function hull(corners: readonly number[]): number[] {
  const at = (i: number): readonly number[] => corners.slice(3 * i, 3 * i + 3);
  const near = (i: number, j: number): boolean => at(i).reduce((sum, x, k) => sum + x * at(j)[k], 0) > 0.4;
  const out: number[] = [];
  for (let i = 0; i < 12; i++)
    for (let j = i + 1; j < 12; j++)
      for (let k = j + 1; k < 12; k++) {
        if (!near(i, j) || !near(j, k) || !near(i, k)) continue;
        const [a, b, c] = [at(i), at(j), at(k)];
        const det =
          a[0] * (b[1] * c[2] - b[2] * c[1]) - a[1] * (b[0] * c[2] - b[2] * c[0]) + a[2] * (b[0] * c[1] - b[1] * c[0]);
        out.push(i, ...(det > 0 ? [j, k] : [k, j]));
      }
  return out;
}

/** @param directions the middles of edges are appended */
function split(directions: number[], triangles: readonly number[]): number[] {
  const middles = new Map<number, number>();
  const count = directions.length / 3;
  const middle = (a: number, b: number): number => {
    const key = Math.min(a, b) * count + Math.max(a, b);
    const known = middles.get(key);
    if (known !== undefined) return known;
    const m = [0, 1, 2].map((k) => directions[3 * a + k] + directions[3 * b + k]);
    const length = Math.hypot(...m);
    const index = directions.length / 3;
    directions.push(...m.map((x) => x / length));
    middles.set(key, index);
    return index;
  };
  const out: number[] = [];
  for (let t = 0; t < triangles.length; t += 3) {
    const [a, b, c] = [triangles[t], triangles[t + 1], triangles[t + 2]];
    const [ab, bc, ca] = [middle(a, b), middle(b, c), middle(c, a)];
    out.push(a, ab, ca, ab, b, bc, ca, bc, c, ab, bc, ca);
  }
  return out;
}
