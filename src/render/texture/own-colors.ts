import { hairRegion } from '../../head/anatomy/hair-region.ts';
import { skinNeighbours } from '../../head/anatomy/skin-neighbours.ts';
import type { HeadModel } from '../../head/head-model.ts';
import { onceAHead } from '../../head/once-a-head.ts';

/** What has colours of its own, and a ring of vertices beside it: lips, lids, the mouth's inside, where hair grows [skin vertices] 1 there. */
export const ownColors = onceAHead((head): Uint8Array => {
  const { lips, lids, mouth, sockets } = head.regions;
  const inner = hairRegion(head).map((hairy, v) => (hairy + lips[v] + lids[v] + mouth[v] + sockets[v] > 0 ? 1 : 0));
  return withRing(head, inner);
});

/** Vertices, and rings of their neighbours, one unless more are asked for [skin vertices] 1 there. */
export function withRing(head: HeadModel, inner: Uint8Array, rings = 1): Uint8Array {
  const neighbours = skinNeighbours(head);
  let out = inner;
  for (let ring = 0; ring < rings; ring++) {
    const within = out;
    out = within.map((on, v) => (on === 1 || neighbours[v].some((n) => within[n] === 1) ? 1 : 0));
  }
  return out;
}
