import { distancesFrom } from '../../../src/head/anatomy/skin-distances.ts';
import type { CardName, HeadCards } from '../../../src/head/cards/head-cards.ts';
import { cardFrames, placeCards } from '../../../src/head/cards/place-cards.ts';
import type { HeadModel } from '../../../src/head/head-model.ts';

/** A spot of the skin, and the points that stand off it. */
export interface CardColumn {
  readonly anchor: readonly [number, number, number];
  readonly barycentric: readonly [number, number, number];
  /** Where the skin around counts [mm along edges], by exp(-(2 d/reach)^2). */
  readonly reachMm: number;
  /** Which vertices of the skin may count. */
  readonly around: (v: number) => boolean;
  /** Places [P, 3] mm, relative to the anchor, on the base mesh. */
  readonly offsets: readonly (readonly number[])[];
  readonly uvs: readonly (readonly number[])[];
}

/**
 * Cards of columns whose offsets were measured on MakeHuman's base mesh, taken over to the mean head.
 * @param base the base mesh's skin [V, 3] mm @param quads over the columns' points, in their order
 */
export function bindCards(
  name: CardName,
  { head, base }: { readonly head: HeadModel; readonly base: Float64Array },
  columns: readonly CardColumn[],
  quads: readonly (readonly number[])[],
): HeadCards {
  const frames = columns.map(({ anchor, barycentric, reachMm, around }) => {
    const sources = anchor.filter((_, c) => barycentric[c] > 0);
    const near = [...distancesFrom(head, sources, head.template, reachMm)].filter(([v]) => around(v));
    return near
      .map(([v, { distance }]) => ({ v, weight: Math.exp(-(((2 * distance) / reachMm) ** 2)) }))
      .sort((a, b) => a.v - b.v);
  });
  const starts = [0];
  for (const frame of frames) starts.push(starts[starts.length - 1] + frame.length);
  const onBase: HeadCards = {
    name,
    anchors: Uint32Array.from(columns.flatMap(({ anchor }) => anchor)),
    barycentric: Float64Array.from(columns.flatMap(({ barycentric }) => barycentric)),
    frameStart: Uint32Array.from(starts),
    frameVertices: Uint32Array.from(frames.flatMap((frame) => frame.map(({ v }) => v))),
    frameWeights: Float64Array.from(frames.flatMap((frame) => frame.map(({ weight }) => weight))),
    anchorOf: Uint32Array.from(columns.flatMap(({ offsets }, a) => offsets.map(() => a))),
    offsets: Float64Array.from(columns.flatMap(({ offsets }) => offsets.flat())),
    uvs: Float64Array.from(columns.flatMap(({ uvs }) => uvs.flat())),
    triangles: Uint32Array.from(quads.flatMap(([a, b, c, d]) => [a, b, c, a, c, d])),
  };
  const onMean = placeCards(cardFrames(onBase, base), head.template);
  const bare = { ...onBase, offsets: new Float64Array(onMean.length) };
  const roots = placeCards(cardFrames(bare, base), head.template);
  return { ...onBase, offsets: onMean.map((x, i) => x - roots[i]) };
}
