import { forEachTexel, type TexelRows } from './uv-raster.ts';

/** Where a mesh's triangles lie in its texture. */
export interface TextureChart {
  /** [U, 2] */
  readonly uvs: Float64Array;
  /** Corners of the triangles over `uvs` [T, 3] */
  readonly corners: Uint32Array;
}

/** Texels that triangles cover, each with the first that does: what no pose changes. */
export interface CoveredTexels {
  readonly chart: TextureChart;
  /** Along a side of the texture. */
  readonly size: number;
  /** Texels, one triangle's after the other's [N] */
  readonly index: Uint32Array;
  /** Of each texel [N] */
  readonly triangle: Uint32Array;
}

/** @param order of the triangles: those that come first take what others cover too @param rows of the texture that are wanted */
export function coverTexels(
  chart: TextureChart,
  size: number,
  order: ArrayLike<number>,
  rows: TexelRows = { from: 0, to: size },
): CoveredTexels {
  const room = size * (rows.to - rows.from);
  const taken = new Uint8Array(room);
  const index = new Uint32Array(room);
  const triangle = new Uint32Array(room);
  let count = 0;
  let t = 0;
  const take = (texel: number): void => {
    const place = texel - rows.from * size;
    if (taken[place] === 1) return;
    taken[place] = 1;
    index[count] = texel;
    triangle[count++] = t;
  };
  for (let i = 0; i < order.length; i++) {
    t = order[i];
    forEachTexel(cornersOf(chart, size, t), size, take, rows);
  }
  return { chart, size, index: index.slice(0, count), triangle: triangle.slice(0, count) };
}

function cornersOf({ uvs, corners }: TextureChart, size: number, t: number): { x: number; y: number }[] {
  return [0, 1, 2].map((k) => ({ x: uvs[2 * corners[3 * t + k]] * size, y: uvs[2 * corners[3 * t + k] + 1] * size }));
}

/**
 * Called for a triangle with its texels, those from `first` up to `end` of all that are covered, and the barycentric weights of their
 * centres [end - first, 3], which are the next triangle's after the call. Once a texel, calls cost more than what is done in them.
 */
export type VisitCovered = (triangle: number, first: number, end: number, weights: Float64Array) => void;

/** Calls back for every wanted triangle that covers texels, with its own, and their barycentric weights as {@link forEachTexel} has them. */
export function forEachCovered(
  covered: CoveredTexels,
  visit: VisitCovered,
  wanted: (triangle: number) => boolean = () => true,
): void {
  const { chart, size, index, triangle } = covered;
  const weights = new Float64Array(3 * mostOfATriangle(covered));
  for (let first = 0; first < index.length; ) {
    const t = triangle[first];
    if (!wanted(t)) {
      while (triangle[first] === t) first++;
      continue;
    }
    const [a, b, c] = cornersOf(chart, size, t);
    const [bx, by, cx, cy] = [b.x - a.x, b.y - a.y, c.x - a.x, c.y - a.y];
    const area = bx * cy - by * cx;
    let end = first;
    let y = Math.floor(index[first] / size);
    for (let at = 0; end < index.length && triangle[end] === t; end++, at += 3) {
      // A triangle's texels go down row by row.
      while (index[end] >= (y + 1) * size) y++;
      const px = index[end] - y * size + 0.5 - a.x;
      const py = y + 0.5 - a.y;
      const wb = (px * cy - py * cx) / area;
      const wc = (bx * py - by * px) / area;
      weights[at] = 1 - wb - wc;
      weights[at + 1] = wb;
      weights[at + 2] = wc;
    }
    visit(t, first, end, weights);
    first = end;
  }
}

/** Texels of the triangle that covers most. */
function mostOfATriangle({ triangle }: CoveredTexels): number {
  let most = 0;
  for (let i = 0, first = 0; i < triangle.length; i++) {
    if (triangle[i] !== triangle[first]) first = i;
    if (i - first >= most) most = i - first + 1;
  }
  return most;
}
