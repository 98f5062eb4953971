import type { HeadCards } from '../../../src/head/cards/head-cards.ts';
import { type HeadModel, outerSkin } from '../../../src/head/head-model.ts';
import { plainKernels } from '../../../src/kernels/runtime/plain-kernels.ts';
import { closestOnSurface, createTargetSurface } from '../../../src/surface/target-surface.ts';
import { bindCards, type CardColumn } from './bind-cards.ts';
import type { ProxyPoints } from './proxy-points.ts';

const REACH_MM = 10;

/** MakeHuman's brows, each point on the skin below it. @param base the base mesh's skin [V, 3] mm, in the points' place */
export function browCards(head: HeadModel, base: Float64Array, { positions, uvs, quads }: ProxyPoints): HeadCards {
  const surface = createTargetSurface(base, outerSkin(head));
  const hits = closestOnSurface(plainKernels(), surface, positions.flat());
  const columns = positions.map((place, p): CardColumn => {
    const [a, b, c] = surface.triangles.subarray(3 * hits.triangle[p], 3 * hits.triangle[p] + 3);
    const [wa, wb, wc] = hits.barycentric.subarray(3 * p, 3 * p + 3);
    return {
      anchor: [a, b, c],
      barycentric: [wa, wb, wc],
      reachMm: REACH_MM,
      around: () => true,
      offsets: [place.map((x, k) => x - hits.points[3 * p + k])],
      uvs: [uvs[p]],
    };
  });
  return bindCards('brows', { head, base }, columns, quads);
}
