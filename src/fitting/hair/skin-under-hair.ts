import { hairRegion } from '../../head/anatomy/hair-region.ts';
import type { HeadModel } from '../../head/head-model.ts';
import { edgeDistance } from './edge-distance.ts';
import type { HairShape } from './fit-hair.ts';
import { shellPoints } from './shell-points.ts';

/** So far inside the hair's edge nothing shows the skin, mm: before that wisps and strands end over it. */
const INSIDE_MM = 5;

/**
 * Where hair hides a head's skin: of the vertices where hair grows those whose nearest ray's start on the skull lies inside the hair's
 * edge. What it leaves bare there - a high forehead, shaved sides, temples - is skin like any other.
 * @param positions [V, 3] mm of all parts @returns [skin vertices] 1 there
 */
export function skinUnderHair(
  head: HeadModel,
  positions: Float64Array,
  { sphere, head: radius, points, level }: Pick<HairShape, 'sphere' | 'head' | 'points' | 'level'>,
): Uint8Array {
  const onSkull = shellPoints(sphere, radius, new Float64Array(radius.skull.length));
  const inside = edgeDistance(sphere, points, level);
  const rays = Array.from(inside.keys()).filter((i) => !Number.isNaN(radius.skull[i]));
  return hairRegion(head).map((grows, v) => {
    if (grows === 0) return 0;
    let [nearest, least] = [0, Number.POSITIVE_INFINITY];
    for (const i of rays) {
      const x = onSkull[3 * i] - positions[3 * v];
      const y = onSkull[3 * i + 1] - positions[3 * v + 1];
      const z = onSkull[3 * i + 2] - positions[3 * v + 2];
      const squared = x * x + y * y + z * z;
      if (squared < least) [nearest, least] = [i, squared];
    }
    return inside[nearest] > INSIDE_MM ? 1 : 0;
  });
}
