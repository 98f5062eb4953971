import { type HeadModel, outerSkin } from '../../../head/head-model.ts';
import type { RigPrimitive } from '../rigged-head.ts';

/** Skin vertices that a vertex of the hair goes with, and how far off one counts half as much as one beneath it, mm. */
const VERTICES = 12;
const NEAR_MM = 8;

/** A head before and by what it was displaced. */
export interface HeadBelow {
  /** All parts [V, 3] mm. */
  readonly before: Float64Array;
  readonly displacement: Float64Array;
}

/** Hair goes with the skin around each of its vertices, u = sum_i w_i d_i/sum_i w_i, w_i = 1/(|x - x_i|^2 + r^2). */
export function movedHair(head: HeadModel, hair: RigPrimitive, { before, displacement }: HeadBelow): RigPrimitive {
  const skin = [...new Set(outerSkin(head))];
  const positions = hair.positions.slice();
  const squares = new Float64Array(skin.length);
  for (let h = 0; h < positions.length; h += 3) {
    skin.forEach((v, i) => {
      squares[i] =
        (before[3 * v] - hair.positions[h]) ** 2 +
        (before[3 * v + 1] - hair.positions[h + 1]) ** 2 +
        (before[3 * v + 2] - hair.positions[h + 2]) ** 2;
    });
    const near = smallest(squares, VERTICES);
    let total = 0;
    const move = [0, 0, 0];
    for (const i of near) {
      const weight = 1 / (squares[i] + NEAR_MM ** 2);
      total += weight;
      for (let k = 0; k < 3; k++) move[k] += weight * displacement[3 * skin[i] + k];
    }
    for (let k = 0; k < 3; k++) positions[h + k] += move[k] / total;
  }
  return { ...hair, positions };
}

/** Places of the smallest numbers. */
function smallest(values: Float64Array, count: number): number[] {
  const kept: number[] = [];
  for (let i = 0; i < values.length; i++) {
    if (kept.length === count && values[i] >= values[kept[count - 1]]) continue;
    let at = kept.length;
    while (at > 0 && values[kept[at - 1]] > values[i]) at--;
    kept.splice(at, 0, i);
    if (kept.length > count) kept.pop();
  }
  return kept;
}
