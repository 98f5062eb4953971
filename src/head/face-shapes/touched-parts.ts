import type { MouthParts, PartCluster } from './mouth-parts.ts';

/** What moves less than this does not move, mm. */
const STILL_MM = 0.02;
/** No point of a triangle is farther from its corners than this share of its longest edge. */
const INNER_SHARE = 0.6;
/** A part may be so many times as large as the mean head's. */
const SPREAD = 1.4;

/** Where parts and the skin around the mouth may have come together. */
export interface Touch {
  readonly clusters: readonly PartCluster[];
  /** Of the lining and the lips [T, 3] */
  readonly triangles: Uint32Array;
}

/**
 * What a displacement may bring together that was apart: clusters of parts whose first vertex comes nearer to a corner
 * of the lining that moves than both are large; all of the lining where parts move. Of whatever goes through the skin some cluster is among them.
 * @param before where nothing touches [V, 3] mm
 * @param after [V, 3] mm
 */
export function touchedParts(
  { lining, clusters }: MouthParts,
  before: ArrayLike<number>,
  after: ArrayLike<number>,
): Touch {
  const moved = (v: number): boolean =>
    Math.hypot(
      after[3 * v] - before[3 * v],
      after[3 * v + 1] - before[3 * v + 1],
      after[3 * v + 2] - before[3 * v + 2],
    ) > STILL_MM;
  const anyMoved = clusters.some(({ vertices }) => moved(vertices[0]));
  const triangles = anyMoved ? lining : trianglesThatMove(lining, moved);
  const reaches = cornerReaches(triangles, after);
  const corners = Float64Array.from(
    [...reaches].flatMap(([c, reach]) => [after[3 * c], after[3 * c + 1], after[3 * c + 2], reach]),
  );
  const touched = clusters.filter(({ vertices: [v], radius }) => {
    const [x, y, z] = [after[3 * v], after[3 * v + 1], after[3 * v + 2]];
    for (let c = 0; c < corners.length; c += 4) {
      const square = (corners[c] - x) ** 2 + (corners[c + 1] - y) ** 2 + (corners[c + 2] - z) ** 2;
      if (square < (corners[c + 3] + SPREAD * radius) ** 2) return true;
    }
    return false;
  });
  return { clusters: touched, triangles };
}

function trianglesThatMove(triangles: Uint32Array, moved: (v: number) => boolean): Uint32Array {
  const out: number[] = [];
  for (let t = 0; t < triangles.length; t += 3) {
    const corners = [triangles[t], triangles[t + 1], triangles[t + 2]];
    if (corners.some(moved)) out.push(...corners);
  }
  return Uint32Array.from(out);
}

/** How far from each corner the insides of its triangles are at most, mm. */
function cornerReaches(triangles: Uint32Array, positions: ArrayLike<number>): Map<number, number> {
  const out = new Map<number, number>();
  for (let t = 0; t < triangles.length; t += 3) {
    let longest = 0;
    for (let e = 0; e < 3; e++) {
      const [a, b] = [3 * triangles[t + e], 3 * triangles[t + ((e + 1) % 3)]];
      longest = Math.max(
        longest,
        Math.hypot(
          positions[a] - positions[b],
          positions[a + 1] - positions[b + 1],
          positions[a + 2] - positions[b + 2],
        ),
      );
    }
    for (let c = t; c < t + 3; c++) out.set(triangles[c], Math.max(out.get(triangles[c]) ?? 0, INNER_SHARE * longest));
  }
  return out;
}
