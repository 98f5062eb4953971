import type { LimitedWeights } from '../../../asm/skeleton/limited-weights.ts';
import type { AnchoredPoints } from '../../../head/cards/head-cards.ts';
import type { SkinSurface } from '../rig-primitives.ts';

/** Where the skin's vertices, before they are subdivided, are among the primitive's [skin vertices]. */
export function vertexPlaces({ vertex, skinVertices }: SkinSurface): Uint32Array {
  const out = new Uint32Array(skinVertices);
  for (let i = vertex.length - 1; i >= 0; i--)
    // Subdivided vertices begin with those that the skin had before.
    if (vertex[i] < skinVertices) out[vertex[i]] = i;
  return out;
}

/** Rows [P, 3] of values, in `out`. */
export function rowsAt(values: ArrayLike<number>, places: Uint32Array, out: Float64Array): Float64Array {
  for (let v = 0; v < places.length; v++) for (let k = 0; k < 3; k++) out[3 * v + k] = values[3 * places[v] + k];
  return out;
}

/** Each point's are its anchor's, the largest of what the anchor's vertices have, shares of the whole. */
export function anchorWeights(
  { anchors, barycentric, anchorOf }: AnchoredPoints,
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
