import { vertexNeighbours } from '../../geometry/mesh/mesh.ts';
import type { HeadModel, MorphBasis } from '../head-model.ts';

/** Halves that push skin from both sides onto the midline: MakeHuman's end so close to it that both pinch it to a crease. */
const MEETING = ['browDownLeft', 'browDownRight'];
/** How far from the midline they are evened out, mm on the mean head. */
const REACH_MM = 12;
const ROUNDS = 12;

/**
 * Spreads over the skin between the brows what halves of a shape do at the midline: in each round, n_v the mean of a vertex and its
 * neighbours,
 *   d_v' = (1 - w_v) d_v + w_v n_v,  w_v = exp(-(x_v / 12 mm)^2)
 * Linear: both halves together are evened as each of them is. All vertices of the skin, parts stay.
 */
export function evenMidline(head: HeadModel, { names, deltas }: MorphBasis): MorphBasis {
  const stride = 3 * head.vertexCount;
  const [skin] = head.parts;
  // Along the sides of quads, which lie on both halves alike.
  const neighbours = vertexNeighbours(skin.vertexCount, head.quads.subarray(0, 4 * skin.quadCount), 4);
  const weights = neighbours.map((_, v) => Math.exp(-((head.template[3 * v] / REACH_MM) ** 2)));
  const out = deltas.slice();
  for (const name of MEETING) {
    const k = names.indexOf(name);
    if (k < 0) continue;
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
