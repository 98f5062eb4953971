import type { RigPrimitive } from '../../src/export/rig/rigged-head.ts';
import type { ByteImage } from '../../src/image/image.ts';

/** Pieces along a side of each triangle: about the texels of its picture. */
const PIECES = 14;
/** As the GLB cuts them. */
const CUTOFF = 0.3;

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

export function cutCards(
  { triangles, uvs }: RigPrimitive,
  alpha: Pick<ByteImage, 'width' | 'height' | 'data'>,
): CutCards {
  const out = { corners: [] as number[], weights: [] as number[], uvs: [] as number[], triangles: [] as number[] };
  const covered = (u: number, v: number): boolean => {
    const x = Math.min(alpha.width - 1, Math.max(0, Math.floor(u * alpha.width)));
    const y = Math.min(alpha.height - 1, Math.max(0, Math.floor(v * alpha.height)));
    return alpha.data[y * alpha.width + x] >= 255 * CUTOFF;
  };
  for (let t = 0; t < triangles.length; t += 3) {
    const corners = triangles.subarray(t, t + 3);
    const first = out.corners.length / 3;
    const at = (i: number, j: number): number => first + (i * (2 * PIECES + 3 - i)) / 2 + j;
    for (let i = 0; i <= PIECES; i++)
      for (let j = 0; j + i <= PIECES; j++) {
        const w = [PIECES - i - j, i, j].map((x) => x / PIECES);
        out.corners.push(...corners);
        out.weights.push(...w);
        for (const k of [0, 1]) out.uvs.push(w.reduce((sum, x, c) => sum + x * uvs[2 * corners[c] + k], 0));
      }
    const keep = (...piece: readonly [number, number, number]): void => {
      const middle = [0, 1].map((k) => piece.reduce((sum, p) => sum + out.uvs[2 * p + k] / 3, 0));
      if (covered(middle[0], middle[1])) out.triangles.push(...piece);
    };
    for (let i = 0; i < PIECES; i++)
      for (let j = 0; j + i < PIECES; j++) {
        keep(at(i, j), at(i + 1, j), at(i, j + 1));
        if (i + j + 1 < PIECES) keep(at(i + 1, j), at(i + 1, j + 1), at(i, j + 1));
      }
  }
  return out;
}
