import { vertexAreas } from '../../../geometry/mesh/mesh.ts';
import { smoothedValues } from '../../../geometry/mesh/smoothed-values.ts';
import { distanceAt } from '../../../geometry/vector3.ts';
import { skinNeighbours } from '../../../head/anatomy/skin-neighbours.ts';
import { type HeadModel, skinTriangles } from '../../../head/head-model.ts';
import type { RealArray } from '../../../kernels/kernel.ts';
import { type SkinTexels, vertexLane } from '../texels.ts';
import { oneBrow, type ShownHead } from './one-brow.ts';

/** A view that moves skin by so much shows it a quarter as well as one that shows it at rest, mm. */
const MOVED_MM = 1;
/** Some 15 mm around. */
const SMOOTHINGS = 24;
/** Of a vertex, mm^2: less is none. */
const LEAST_AREA = 1e-3;
/** Logarithm of what any view counts at least. */
const LEAST = -2.8;

/**
 * What each view counts of skin that another shows nearer to rest: the farther an expression moves skin, the farther a fit misses where to,
 * and brows, lips and creases of several views, laid over each other, are none.
 *   a_v = max(-2.8, f_v - max_u f_u),  f = -2 log(1 + (d/1 mm)^2),  d how far a view shows a vertex from where it rests
 * Lids count as they are spread, f = 2 log A with A the area around a vertex: a shut one shows its skin, an open one a rim of it beside the eye.
 * Sockets and the mouth's inside are left out: they are painted where they open. A brow is one view's ({@link oneBrow}).
 * @param rest [V, 3] mm the face at rest @returns logarithms [views][skin vertices]
 */
export function awayFromRest(head: HeadModel, rest: ArrayLike<number>, shown: readonly ShownHead[]): Float64Array[] {
  const { lids, sockets, mouth } = head.regions;
  const out = shown.map(({ positions }) => {
    const areas = vertexAreas(positions, skinTriangles(head));
    const moved = movedAround(head, rest, positions);
    const logOf = (v: number): number => {
      if (sockets[v] + mouth[v] > 0) return 0;
      if (lids[v] === 1) return 2 * Math.log(Math.max(LEAST_AREA, areas[v]));
      return -2 * Math.log(1 + (moved[v] / MOVED_MM) ** 2);
    };
    return Float64Array.from({ length: head.parts[0].vertexCount }, (_, v) => logOf(v));
  });
  for (let v = 0; v < head.parts[0].vertexCount; v++) {
    const most = out.reduce((largest, own) => Math.max(largest, own[v]), Number.NEGATIVE_INFINITY);
    for (const own of out) own[v] = Math.max(LEAST, own[v] - most);
  }
  const brows = oneBrow(head, rest, shown);
  return out.map((own, s) => own.map((log, v) => log + brows[s][v]));
}

/** How far skin is moved around each vertex, mm. */
function movedAround(head: HeadModel, rest: ArrayLike<number>, shown: ArrayLike<number>): Float64Array {
  const neighbours = skinNeighbours(head);
  const moved = Float64Array.from(neighbours, (_, v) => distanceAt(shown, rest, v));
  return smoothedValues(neighbours, moved, SMOOTHINGS);
}

/** Lets a view count less where it shows skin away from rest, in place. @param away as {@link awayFromRest} has it @param observed colours and weights [N, 4] */
export function fadeAway(
  head: HeadModel,
  texels: SkinTexels,
  away: Float64Array | undefined,
  observed: RealArray,
): void {
  if (away === undefined) return;
  vertexLane(head, texels, away).forEach((log, i) => {
    observed[4 * i + 3] *= Math.exp(log);
  });
}
