import type { HeadModel } from '../../../head/head-model.ts';
import { forEachTexel, onceATexel } from '../../raster/uv-raster.ts';

/**
 * The texel on the other side of the head for each texel of the skin: of a quad, the place in its mirror image.
 * @returns [size, size] index, -1 where no skin lies, or its mirror image has no quad
 */
export function mirrorTexels(head: HeadModel, size: number): Int32Array {
  const quadCount = head.parts[0].quadCount;
  const quadOf = new Map<string, number>();
  for (let q = 0; q < quadCount; q++) quadOf.set(key(head.quads.subarray(4 * q, 4 * q + 4)), q);
  const out = new Int32Array(size * size).fill(-1);
  const uv = (corner: number): { x: number; y: number } => ({
    x: head.uvs[2 * corner] * size,
    y: head.uvs[2 * corner + 1] * size,
  });
  const once = onceATexel(size);
  for (let q = 0; q < quadCount; q++) {
    const mirrored = head.quads.subarray(4 * q, 4 * q + 4).map((v) => head.mirror[v]);
    const other = quadOf.get(key(mirrored));
    if (other === undefined) continue;
    const corners = head.quads.subarray(4 * other, 4 * other + 4);
    const own = Array.from(head.uvQuads.subarray(4 * q, 4 * q + 4), uv);
    const theirs = Array.from(mirrored, (v) => uv(head.uvQuads[4 * other + corners.indexOf(v)]));
    for (const [a, b, c] of HALVES)
      forEachTexel(
        [own[a], own[b], own[c]],
        size,
        once((texel, wa, wb, wc) => {
          const x = wa * theirs[a].x + wb * theirs[b].x + wc * theirs[c].x;
          const y = wa * theirs[a].y + wb * theirs[b].y + wc * theirs[c].y;
          out[texel] = clamp(y, size) * size + clamp(x, size);
        }),
      );
  }
  return out;
}

const HALVES = [
  [0, 1, 2],
  [0, 2, 3],
] as const;

/** A quad by its vertices, wherever it begins and whichever way it runs. */
function key(quad: Uint32Array): string {
  return Array.from(quad)
    .sort((a, b) => a - b)
    .join();
}

function clamp(place: number, size: number): number {
  return Math.min(size - 1, Math.max(0, Math.floor(place)));
}
