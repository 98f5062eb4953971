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
  const moves = movesOf(before.positions, after);
  const partsMove = clusters.some(({ vertices }) => moves[vertices[0]] > STILL_MM);
  const corners = cornersThatMove(lining, { positions: after, moves }, partsMove ? -1 : STILL_MM);
  const box = boxAround(corners);
  return clusters.filter(({ vertices: [v], radius }, i) => {
    const [x, y, z] = [after[3 * v], after[3 * v + 1], after[3 * v + 2]];
    const size = SPREAD * radius;
    const spare = before.distances[i] - size - moves[v];
    if (x < box[0] - size || y < box[1] - size || z < box[2] - size) return false;
    if (x > box[3] + size || y > box[4] + size || z > box[5] + size) return false;
    for (let c = 0; c < corners.length && corners[c + 4] >= spare; c += 5) {
      const [dx, dy, dz] = [corners[c] - x, corners[c + 1] - y, corners[c + 2] - z];
      if (dx * dx + dy * dy + dz * dz < (corners[c + 3] + size) ** 2) return true;
    }
    return false;
  });
}

/** Lowest and highest corner of a box that no corner reaches out of [6] mm. */
function boxAround(corners: Float64Array): Float64Array {
  const box = new Float64Array(6).fill(Number.POSITIVE_INFINITY, 0, 3).fill(Number.NEGATIVE_INFINITY, 3);
  for (let c = 0; c < corners.length; c += 5)
    for (let k = 0; k < 3; k++) {
      box[k] = Math.min(box[k], corners[c + k] - corners[c + 3]);
      box[3 + k] = Math.max(box[3 + k], corners[c + k] + corners[c + 3]);
    }
  return box;
}

/** How far each vertex goes [V] mm. */
function movesOf(before: ArrayLike<number>, after: ArrayLike<number>): Float64Array {
  const out = new Float64Array(before.length / 3);
  for (let v = 0, i = 0; v < out.length; v++, i += 3) {
    const [x, y, z] = [before[i] - after[i], before[i + 1] - after[i + 1], before[i + 2] - after[i + 2]];
    if (x !== 0 || y !== 0 || z !== 0) out[v] = Math.sqrt(x * x + y * y + z * z);
  }
  return out;
}

function distance(p: ArrayLike<number>, a: number, q: ArrayLike<number>, b: number): number {
  const [x, y, z] = [p[3 * a] - q[3 * b], p[3 * a + 1] - q[3 * b + 1], p[3 * a + 2] - q[3 * b + 2]];
  return Math.sqrt(x * x + y * y + z * z);
}

/**
 * Of each corner of the triangles that move: where it is, how far the insides of its triangles are, and how far these move,
 * all at most, those that move most first [N, 5] mm.
 * @param still triangles that move no more than this are left out, mm
 */
function cornersThatMove(
  triangles: Uint32Array,
  { positions, moves }: { readonly positions: ArrayLike<number>; readonly moves: Float64Array },
  still: number,
): Float64Array {
  const [reach, most] = [new Float64Array(moves.length), new Float64Array(moves.length)];
  const corners: number[] = [];
  for (let t = 0; t < triangles.length; t += 3) {
    const [a, b, c] = [triangles[t], triangles[t + 1], triangles[t + 2]];
    const farthest = Math.max(moves[a], moves[b], moves[c]);
    if (farthest <= still) continue;
    const longest = Math.max(
      distance(positions, a, positions, b),
      distance(positions, b, positions, c),
      distance(positions, c, positions, a),
    );
    for (const v of [a, b, c]) {
      if (reach[v] === 0) corners.push(v);
      reach[v] = Math.max(reach[v], INNER_SHARE * longest);
      most[v] = Math.max(most[v], farthest);
    }
  }
  const out = new Float64Array(5 * corners.length);
  corners
    .sort((v, w) => most[w] - most[v] || v - w)
    .forEach((v, i) => {
      out.set([positions[3 * v], positions[3 * v + 1], positions[3 * v + 2], reach[v], most[v]], 5 * i);
    });
  return out;
}
