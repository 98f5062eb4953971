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
  for (let i = 0; i < order.length; i++) {
    const t = order[i];
    const visit = (texel: number): void => {
      const place = texel - rows.from * size;
      if (taken[place] === 1) return;
      taken[place] = 1;
      index[count] = texel;
      triangle[count++] = t;
    };
    forEachTexel(cornersOf(chart, size, t), size, visit, rows);
  }
  return { chart, size, index: index.slice(0, count), triangle: triangle.slice(0, count) };
}

function cornersOf({ uvs, corners }: TextureChart, size: number, t: number): { x: number; y: number }[] {
  return [0, 1, 2].map((k) => ({ x: uvs[2 * corners[3 * t + k]] * size, y: uvs[2 * corners[3 * t + k] + 1] * size }));
}

/**
 * Called for a texel with the barycentric weights of its centre in its triangle [3], which are those of the next one after the call:
 * numbers that are no integers become objects where they are passed to what is not inlined, megabytes of them here.
 */
export type VisitCovered = (texel: number, weights: Float64Array) => void;

/**
 * Calls back for every covered texel with its barycentric weights, as {@link forEachTexel} has them.
 * @param visitorOf what is called for a triangle's texels
 */
export function forEachCovered(
  { chart, size, index, triangle }: CoveredTexels,
  visitorOf: (triangle: number, first: number) => VisitCovered,
): void {
  const weights = new Float64Array(3);
  for (let i = 0; i < index.length; ) {
    const t = triangle[i];
    const visit = visitorOf(t, i);
    const [a, b, c] = cornersOf(chart, size, t);
    const area = (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
    for (; i < index.length && triangle[i] === t; i++) {
      const px = (index[i] % size) + 0.5;
      const py = Math.floor(index[i] / size) + 0.5;
      const wb = ((px - a.x) * (c.y - a.y) - (py - a.y) * (c.x - a.x)) / area;
      const wc = ((b.x - a.x) * (py - a.y) - (b.y - a.y) * (px - a.x)) / area;
      weights[0] = 1 - wb - wc;
      weights[1] = wb;
      weights[2] = wc;
      visit(index[i], weights);
    }
  }
}
