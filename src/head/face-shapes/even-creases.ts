import { vertexNeighbours } from '../../geometry/mesh/mesh.ts';
import { findSlits } from '../anatomy/slits.ts';
import type { HeadModel, MorphBasis } from '../head-model.ts';

/** How far from where a shape folds the skin it is evened out, mm on the mean head. */
const REACH_MM = 12;
const ROUNDS = 12;

/** From where a shape folds the skin to a vertex, mm on the mean head. */
type CreaseDistance = (v: number) => number;

/** What folds the skin to a crease, and where. */
function creasesOf(head: HeadModel): ReadonlyMap<string, CreaseDistance> {
  const p = head.template;
  const midline: CreaseDistance = (v) => Math.abs(p[3 * v]);
  const slits = findSlits(head);
  const outerCorner = (side: 'left' | 'right'): CreaseDistance => {
    const { lower } = slits[side];
    const corner = lower[side === 'left' ? lower.length - 1 : 0];
    return (v) => Math.hypot(...[0, 1, 2].map((k) => p[3 * v + k] - p[3 * corner + k]));
  };
  return new Map([
    // Halves push skin from both sides onto the midline: MakeHuman's end so close to it that both pinch it.
    ['browDownLeft', midline],
    ['browDownRight', midline],
    // The cheek goes up by 2 mm where 1.3 mm above it the lid goes down: with a blink they go through each other.
    ['cheekSquintLeft', outerCorner('left')],
    ['cheekSquintRight', outerCorner('right')],
  ]);
}

/**
 * Spreads over the skin around what a shape does where it folds the skin to a crease: in each round, n_v the mean of a vertex and its
 * neighbours, s_v from the crease to the vertex,
 *   d_v' = (1 - w_v) d_v + w_v n_v,  w_v = exp(-(s_v / 12 mm)^2)
 * Linear: both halves together are evened as each of them is. All vertices of the skin, parts stay.
 */
export function evenCreases(head: HeadModel, { names, deltas }: MorphBasis): MorphBasis {
  const stride = 3 * head.vertexCount;
  const [skin] = head.parts;
  // Along the sides of quads, which lie on both halves alike.
  const neighbours = vertexNeighbours(skin.vertexCount, head.quads.subarray(0, 4 * skin.quadCount), 4);
  const out = deltas.slice();
  for (const [name, distance] of creasesOf(head)) {
    const k = names.indexOf(name);
    if (k < 0) continue;
    const weights = neighbours.map((_, v) => Math.exp(-((distance(v) / REACH_MM) ** 2)));
    const delta = out.subarray(k * stride, (k + 1) * stride);
    for (let round = 0; round < ROUNDS; round++) {
      const before = delta.slice();
      neighbours.forEach((around, v) => {
        for (let i = 3 * v; i < 3 * v + 3; i++) {
          let mean = before[i];
          for (const n of around) mean += before[3 * n + (i % 3)];
          mean /= 1 + around.length;
          delta[i] += weights[v] * (mean - before[i]);
        }
      });
    }
  }
  return { names, deltas: out };
}
