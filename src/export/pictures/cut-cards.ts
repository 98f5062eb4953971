import type { AlphaPlane } from '../../render/mesh/edge-triangles.ts';
import type { RigPrimitive } from '../rig/rigged-head.ts';

/** Pieces along a side of each triangle that is cut: about the texels of its picture, where an edge is all that shows of them. */
export const SHARP_PIECES = 24;
/** The same where the pieces at a cut are seen through. */
export const SOFT_PIECES = 8;

/** What is left of a primitive's triangles where its picture's alpha cuts them: our renderer knows no alpha. */
export interface CutCards {
  /** [N, 3] vertices of the primitive, and how much of each, that a new vertex lies between. */
  readonly corners: readonly number[];
  readonly weights: readonly number[];
  /** [N, 2] */
  readonly uvs: readonly number[];
  /** [M, 3] over the new vertices */
  readonly triangles: readonly number[];
}

/** A place in a triangle: how much of each corner. */
type Weights = readonly [number, number, number];

/** @param range alpha of what is left, 0..1, less than the second @param side pieces along a triangle's side */
export function cutCards(
  { triangles, uvs }: Pick<RigPrimitive, 'triangles' | 'uvs'>,
  alpha: AlphaPlane,
  range: readonly [number, number],
  side: number,
): CutCards {
  const pieces = piecesOfTriangle(side);
  const out = { corners: [] as number[], weights: [] as number[], uvs: [] as number[], triangles: [] as number[] };
  const left = (u: number, v: number): boolean => {
    const own = alphaAt(alpha, u, v) / 255;
    return own >= range[0] && own < range[1];
  };
  for (let t = 0; t < triangles.length; t += 3) {
    const corners = triangles.subarray(t, t + 3);
    const uv = (w: Weights, k: number): number => w.reduce((sum, x, c) => sum + x * uvs[2 * corners[c] + k], 0);
    const kept = pieces.filter((piece) => {
      const middle: Weights = [0, 1, 2].map((c) => (piece[0][c] + piece[1][c] + piece[2][c]) / 3) as unknown as Weights;
      return left(uv(middle, 0), uv(middle, 1));
    });
    const whole = kept.length === pieces.length;
    for (const piece of whole ? [WHOLE] : kept)
      for (const w of piece) {
        out.triangles.push(out.corners.length / 3);
        out.corners.push(...corners);
        out.weights.push(...w);
        out.uvs.push(uv(w, 0), uv(w, 1));
      }
  }
  return out;
}

/** Bilinear between texels' middles, as viewers sample it: cut by its nearest texel a hem has the texture's stairs. */
function alphaAt({ width, height, data }: AlphaPlane, u: number, v: number): number {
  const x = Math.min(width - 1, Math.max(0, u * width - 0.5));
  const y = Math.min(height - 1, Math.max(0, v * height - 0.5));
  const [x0, y0] = [Math.floor(x), Math.floor(y)];
  const [x1, y1] = [Math.min(width - 1, x0 + 1), Math.min(height - 1, y0 + 1)];
  const row = (at: number): number => (1 - x + x0) * data[at * width + x0] + (x - x0) * data[at * width + x1];
  return (1 - y + y0) * row(y0) + (y - y0) * row(y1);
}

const WHOLE: readonly [Weights, Weights, Weights] = [
  [1, 0, 0],
  [0, 1, 0],
  [0, 0, 1],
];

/** The pieces of any triangle, each by its three places. @param side pieces along a side */
function piecesOfTriangle(side: number): (readonly [Weights, Weights, Weights])[] {
  const out: (readonly [Weights, Weights, Weights])[] = [];
  const at = (i: number, j: number): Weights => [(side - i - j) / side, i / side, j / side];
  for (let i = 0; i < side; i++)
    for (let j = 0; j + i < side; j++) {
      out.push([at(i, j), at(i + 1, j), at(i, j + 1)]);
      if (i + j + 1 < side) out.push([at(i + 1, j), at(i + 1, j + 1), at(i, j + 1)]);
    }
  return out;
}
