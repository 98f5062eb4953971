import { clearOfSkin } from '../../../head/cards/clear-of-skin.ts';
import type { HeadCards } from '../../../head/cards/head-cards.ts';
import { type CardFrames, cardFrames, cardMover, placeCards } from '../../../head/cards/place-cards.ts';
import { type HeadModel, outerSkin } from '../../../head/head-model.ts';
import type { Kernels } from '../../../kernels/kernel.ts';
import { onPrimitive, type SkinSurface } from '../rig-primitives.ts';
import { anchorWeights, rowsAt, vertexPlaces } from './anchored-points.ts';
import { movedBy } from './moved-by.ts';
import type { RigExtra } from './rig-extra.ts';

/** Cards on a rig's skin as it is subdivided: they stand, move and are skinned as the spots that they grow from. */
export function cardExtra(head: HeadModel, skin: SkinSurface, cards: HeadCards): RigExtra {
  const place = vertexPlaces(skin);
  const atVertices = (values: ArrayLike<number>, out = new Float64Array(3 * place.length)): Float64Array =>
    rowsAt(values, place, out);
  const frames = cardFrames(cards, atVertices(onPrimitive(skin, head.template, 3)));
  const { name, uvs, triangles } = cards;
  const lids = outerSkin(head);
  const cleared = (kernels: Kernels, shown: Float64Array, parts: Parameters<RigExtra['positions']>[1]): CardFrames => {
    if (name !== 'lashes') return frames;
    const eyes = parts.filter((_, p) => head.parts[p].texture === 'eye').map(({ positions }) => middleOf(positions));
    return clearOfSkin(kernels, frames, { skin: shown, triangles: lids, eyes });
  };
  return {
    positions: (kernels, parts) => {
      const shown = atVertices(parts[0].positions);
      return placeCards(cleared(kernels, shown, parts), shown);
    },
    primitive: (kernels, parts) => {
      const [of] = parts;
      const shown = atVertices(of.positions);
      const delta = new Float64Array(shown.length);
      const { rest, moved } = cardMover(cleared(kernels, shown, parts), shown);
      return {
        name,
        extra: name,
        positions: rest,
        uvs,
        triangles,
        welded: Uint32Array.from({ length: rest.length / 3 }, (_, p) => p),
        weights: anchorWeights(cards, place, of.weights),
        morphs: movedBy(of, (morph) => moved(atVertices(morph, delta))),
        texture: name,
      };
    },
  };
}

function middleOf(positions: Float64Array): number[] {
  return [0, 1, 2].map((k) => {
    let sum = 0;
    for (let i = k; i < positions.length; i += 3) sum += positions[i];
    return (3 * sum) / positions.length;
  });
}
