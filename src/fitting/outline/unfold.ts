import { vertexNeighbours } from '../../geometry/mesh/mesh.ts';
import { turnedOver } from '../priors/fold-guard.ts';

/** A skin as it was and what it is displaced by, [V, 3] mm each. */
export interface DisplacedSkin {
  readonly skin: Float64Array;
  readonly displacement: Float64Array;
}

const ROUNDS = 20;

/**
 * Displacements without the folds that they made: corners of triangles that turned over move as their neighbours do on average, as
 * far as they are free, until none is left or twenty rounds are over.
 * @param triangles [T, 3] @param freedom [V]
 * @returns [V, 3] mm
 */
export function unfold(
  triangles: Uint32Array,
  { skin, displacement }: DisplacedSkin,
  freedom: ArrayLike<number>,
): Float64Array {
  const neighbours = vertexNeighbours(skin.length / 3, triangles, 3);
  let out = displacement;
  for (let round = 0; round < ROUNDS; round++) {
    const folded = turnedOver(
      triangles,
      skin.map((x, i) => x + out[i]),
      skin,
    );
    if (folded.length === 0) break;
    const next = out.slice();
    const corners = new Set(folded.flatMap((t) => [...triangles.subarray(3 * t, 3 * t + 3)]));
    for (const v of corners) {
      if (freedom[v] === 0) continue;
      for (let k = 0; k < 3; k++)
        next[3 * v + k] = neighbours[v].reduce((sum, other) => sum + out[3 * other + k], 0) / neighbours[v].length;
    }
    out = next;
  }
  return out;
}
