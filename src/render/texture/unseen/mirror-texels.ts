import type { HeadModel } from '../../../head/head-model.ts';
import { onceAHead } from '../../../head/once-a-head.ts';
import { coverTexels, forEachCovered } from '../../raster/covered-texels.ts';

/**
 * The texel on the other side of the head for each texel of the skin: of a quad, the place in its mirror image.
 * @returns [size, size] index, -1 where no skin lies, or its mirror image has no quad
 */
export function mirrorTexels(head: HeadModel, size: number): Int32Array {
  const { corners, mirrored } = mirroredChart(head);
  const out = new Int32Array(size * size).fill(-1);
  const order = Array.from({ length: corners.length / 3 }, (_, t) => t);
  const covered = coverTexels({ uvs: head.uvs, corners }, size, order);
  const places = mirrored.map((place) => place * size);
  forEachCovered(covered, (t, first, end, weights) => {
    const p = 6 * t;
    for (let i = first, w = 0; i < end; i++, w += 3) {
      const x = weights[w] * places[p] + weights[w + 1] * places[p + 2] + weights[w + 2] * places[p + 4];
      const y = weights[w] * places[p + 1] + weights[w + 1] * places[p + 3] + weights[w + 2] * places[p + 5];
      out[covered.index[i]] = clamp(y, size) * size + clamp(x, size);
    }
  });
  return out;
}

/** Halves of the quads that have a mirror image. */
interface MirroredChart {
  /** Corners of each over the head's texture coordinates [T, 3] */
  readonly corners: Uint32Array;
  /** Where these lie on the other side [T, 3, 2] */
  readonly mirrored: Float64Array;
}

const mirroredChart = onceAHead((head): MirroredChart => {
  const quadCount = head.parts[0].quadCount;
  const quadOf = new Map<string, number>();
  for (let q = 0; q < quadCount; q++) quadOf.set(key(head.quads.subarray(4 * q, 4 * q + 4)), q);
  const corners: number[] = [];
  const places: number[] = [];
  for (let q = 0; q < quadCount; q++) {
    const mirrored = head.quads.subarray(4 * q, 4 * q + 4).map((v) => head.mirror[v]);
    const other = quadOf.get(key(mirrored));
    if (other === undefined) continue;
    const theirs = head.quads.subarray(4 * other, 4 * other + 4);
    for (const half of HALVES)
      for (const k of half) {
        const corner = head.uvQuads[4 * other + theirs.indexOf(mirrored[k])];
        corners.push(head.uvQuads[4 * q + k]);
        places.push(head.uvs[2 * corner], head.uvs[2 * corner + 1]);
      }
  }
  return { corners: Uint32Array.from(corners), mirrored: Float64Array.from(places) };
});

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
