import type { MouthParts, PartCluster } from './mouth-parts.ts';

/** What moves less than this does not move, mm. */
const STILL_MM = 0.02;
/** No point of a triangle is farther from its corners than this share of its longest edge. */
const INNER_SHARE = 0.6;
/** A part may be so many times as large as the mean head's. */
const SPREAD = 1.4;

/** A head whose parts lie clear of the skin. */
export interface ClearHead {
  /** [V, 3] mm */
  readonly positions: Float64Array;
  /** From the first vertex of each cluster of the mouth's parts to the lining [clusters] mm. */
  readonly distances: Float64Array;
}

/**
 * What a displacement may bring together that was apart: with r a cluster's size, clusters whose first vertex x
 *   is nearer than r + 0.6 e to a corner of a triangle that moves, e its longest edge, and
 *   was farther from the lining by less than r + the most that x and all such corners move together.
 * Of whatever goes through the skin some cluster is among them.
 * @param after [V, 3] mm
 */
export function touchedParts(
  { lining, clusters }: MouthParts,
  before: ClearHead,
  after: ArrayLike<number>,
): PartCluster[] {
  const { positions, distances } = before;
  const move = (v: number): number =>
    Math.hypot(
      after[3 * v] - positions[3 * v],
      after[3 * v + 1] - positions[3 * v + 1],
      after[3 * v + 2] - positions[3 * v + 2],
    );
  const partsMove = clusters.some(({ vertices }) => move(vertices[0]) > STILL_MM);
  const triangles = partsMove ? lining : trianglesThatMove(lining, (v) => move(v) > STILL_MM);
  const corners = cornersOf(triangles, after, move);
  let most = 0;
  for (let c = 4; c < corners.length; c += 5) most = Math.max(most, corners[c]);
  return clusters.filter(({ vertices: [v], radius }, i) => {
    const [x, y, z] = [after[3 * v], after[3 * v + 1], after[3 * v + 2]];
    const size = SPREAD * radius;
    const spare = distances[i] - size - move(v);
    if (most < spare) return false;
    for (let c = 0; c < corners.length; c += 5) {
      if (corners[c + 4] < spare) continue;
      const square = (corners[c] - x) ** 2 + (corners[c + 1] - y) ** 2 + (corners[c + 2] - z) ** 2;
      if (square < (corners[c + 3] + size) ** 2) return true;
    }
    return false;
  });
}

function trianglesThatMove(triangles: Uint32Array, moved: (v: number) => boolean): Uint32Array {
  const out: number[] = [];
  for (let t = 0; t < triangles.length; t += 3) {
    const corners = [triangles[t], triangles[t + 1], triangles[t + 2]];
    if (corners.some(moved)) out.push(...corners);
  }
  return Uint32Array.from(out);
}

/** Of each corner: where it is, how far the insides of its triangles are, and how far these move, all at most [N, 5] mm. */
function cornersOf(triangles: Uint32Array, positions: ArrayLike<number>, move: (v: number) => number): Float64Array {
  const found = new Map<number, readonly [reach: number, moves: number]>();
  for (let t = 0; t < triangles.length; t += 3) {
    let [longest, most] = [0, 0];
    for (let e = 0; e < 3; e++) {
      const [a, b] = [3 * triangles[t + e], 3 * triangles[t + ((e + 1) % 3)]];
      const edge = Math.hypot(
        positions[a] - positions[b],
        positions[a + 1] - positions[b + 1],
        positions[a + 2] - positions[b + 2],
      );
      longest = Math.max(longest, edge);
      most = Math.max(most, move(triangles[t + e]));
    }
    for (let c = t; c < t + 3; c++) {
      const [reach, moves] = found.get(triangles[c]) ?? [0, 0];
      found.set(triangles[c], [Math.max(reach, INNER_SHARE * longest), Math.max(moves, most)]);
    }
  }
  return Float64Array.from(
    [...found].flatMap(([v, [reach, moves]]) => [...[0, 1, 2].map((k) => positions[3 * v + k]), reach, moves]),
  );
}
