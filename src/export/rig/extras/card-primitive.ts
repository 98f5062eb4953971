import type { LimitedWeights } from '../../../asm/skeleton/limited-weights.ts';
import { clearOfSkin } from '../../../head/cards/clear-of-skin.ts';
import type { HeadCards } from '../../../head/cards/head-cards.ts';
import { type CardFrames, cardFrames, cardMover, placeCards } from '../../../head/cards/place-cards.ts';
import { type HeadModel, outerSkin } from '../../../head/head-model.ts';
import type { Kernels } from '../../../kernels/kernel.ts';
import { onPrimitive, type SkinSurface } from '../rig-primitives.ts';
import { movedBy } from './moved-by.ts';
import type { RigExtra } from './rig-extra.ts';

/** Cards on a rig's skin as it is subdivided: they stand, move and are skinned as the spots that they grow from. */
export function cardExtra(head: HeadModel, skin: SkinSurface, cards: HeadCards): RigExtra {
  const place = new Uint32Array(skin.skinVertices);
  for (let i = skin.vertex.length - 1; i >= 0; i--)
    // Subdivided vertices begin with those that the skin had before.
    if (skin.vertex[i] < skin.skinVertices) place[skin.vertex[i]] = i;
  const atVertices = (values: ArrayLike<number>, out = new Float64Array(3 * place.length)): Float64Array => {
    for (let v = 0; v < place.length; v++) for (let k = 0; k < 3; k++) out[3 * v + k] = values[3 * place[v] + k];
    return out;
  };
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

/** Each point's are its anchor's, the largest of what the anchor's vertices have, shares of the whole. */
function anchorWeights(
  { anchors, barycentric, anchorOf }: HeadCards,
  place: Uint32Array,
  skin: LimitedWeights,
): LimitedWeights {
  const { influences } = skin;
  const rows = Array.from({ length: anchors.length / 3 }, (_, a) => {
    const sums = new Map<number, number>();
    for (let c = 0; c < 3; c++) {
      const share = barycentric[3 * a + c];
      const first = influences * place[anchors[3 * a + c]];
      for (let n = first; share > 0 && n < first + influences; n++)
        if (skin.weights[n] > 0) sums.set(skin.joints[n], (sums.get(skin.joints[n]) ?? 0) + share * skin.weights[n]);
    }
    const kept = [...sums].sort(([i, x], [j, y]) => y - x || i - j).slice(0, influences);
    const total = kept.reduce((sum, [, w]) => sum + w, 0);
    return kept.map(([joint, w]) => [joint, w / total] as const);
  });
  const out = {
    joints: new Uint16Array(influences * anchorOf.length),
    weights: new Float32Array(influences * anchorOf.length),
  };
  anchorOf.forEach((a, p) => {
    rows[a].forEach(([joint, weight], k) => {
      out.joints[influences * p + k] = joint;
      out.weights[influences * p + k] = weight;
    });
  });
  return { influences, ...out };
}
