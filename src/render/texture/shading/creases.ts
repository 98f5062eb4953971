import { vertexAreas } from '../../../geometry/mesh/mesh.ts';
import { smoothStep } from '../../../geometry/smooth-step.ts';
import { skinNeighbours } from '../../../head/anatomy/skin-neighbours.ts';
import { findSlits, slitEnds } from '../../../head/anatomy/slits.ts';
import { type HeadModel, skinTriangles } from '../../../head/head-model.ts';
import type { RealArray } from '../../../kernels/kernel.ts';
import { type SkinTexels, vertexLane } from '../texels.ts';

/** Skin that keeps the first share of its area is smooth, with the second it lies in folds. */
const SMOOTH_AREA = 0.9;
const FOLDED_AREA = 0.7;
/** Logarithm of what a fold's colour counts beside that of the same skin where another view shows it smooth. */
const FADE = 7;
/** A corner of the mouth is a pit up to the first distance and none from the second on, mm: at rest, and where a smile draws it out so much farther. */
export const PIT_MM: PitReach = [3, 7];
/** Of lips that lie where the photograph has them: only what shades their ends is left. */
export const LAID_PIT_MM: PitReach = [1, 3.5];
const DRAWN_PIT_MM = [8, 13] as const;
const DRAWN_OUT_MM = 6;
/** Within so much of a corner lips end, mm. */
const LIP_END_MM = 3;
/** How near to a corner skin tells how far it is drawn, mm. */
const BESIDE_MM = 9;

/** How far from a corner of the mouth it is a pit, and how far it is none any more, mm. */
export type PitReach = readonly [number, number];

/** How far a view shows skin otherwise than it lies at rest [skin vertices], 0..1. */
export interface Creases {
  /** In the folds of its expression. */
  readonly folds: Float64Array;
  /** In the pits of the mouth's corners. */
  readonly pits: Float64Array;
  /** In what of these is one at rest as well, where lips end. */
  readonly ends: Float64Array;
}

/**
 * How far a view's expression puts skin in folds, such as those of a smile beside the nose: a rig's texture must not hold their
 * shadows, which its neutral face has nothing to go with.
 *   c = smoothstep(mean over neighbours (max over neighbours clamp((0.9 - A/A0)/0.2))),  A the area of the triangles around a vertex
 * Lips are left out: thinner ones are no darker. The mouth's corners are not: whatever the expression, what a photograph shows there is
 * the lips' shadow, or teeth; a smile's is longer, and would be a dark tick beside lips at rest.
 * @param rest, shown [V, 3] the rig's face at rest, and as the view shows it @param reach of pits at rest
 */
export function findCreases(
  head: HeadModel,
  rest: ArrayLike<number>,
  shown: ArrayLike<number>,
  reach: PitReach = PIT_MM,
): Creases {
  const triangles = skinTriangles(head);
  const [before, after] = [rest, shown].map((positions) => vertexAreas(positions, triangles));
  const { lips } = head.regions;
  const folded = before.subarray(0, head.parts[0].vertexCount).map((area, i) => {
    const shrunk = area === 0 ? 0 : (SMOOTH_AREA - after[i] / area) / (SMOOTH_AREA - FOLDED_AREA);
    return lips[i] === 1 ? 0 : Math.min(1, Math.max(0, shrunk));
  });
  const neighbours = skinNeighbours(head);
  // A fold's shadow begins beside it.
  const beside = folded.map((x, i) =>
    lips[i] === 1 ? 0 : neighbours[i].reduce((most, j) => Math.max(most, folded[j]), x),
  );
  const folds = beside.map((x, i) => {
    const mean = neighbours[i].reduce((sum, j) => sum + beside[j], x) / (1 + neighbours[i].length);
    return lips[i] === 1 ? 0 : smoothStep(mean, [0, 1]);
  });
  return {
    folds,
    pits: cornerPits(head, beside, reach),
    ends: cornerPits(head, new Float64Array(beside.length), reach),
  };
}

/** How far skin lies in the pits of the mouth's corners, each as far drawn out as the skin beside it is folded [skin vertices] 0..1. */
function cornerPits(head: HeadModel, folded: Float64Array, reach: PitReach): Float64Array {
  const at = (v: number, k: number): number => head.template[3 * v + k];
  const out = new Float64Array(folded.length);
  for (const corner of slitEnds(findSlits(head).mouth)) {
    const side = Math.sign(at(corner, 0));
    const away = (v: number, drawn: number): number => {
      const [outwards, up, front] = [0, 1, 2].map((k) => at(v, k) - at(corner, k));
      const beyond = side * outwards;
      // Lips round back into their corners; the cheek that a smile draws over them lies in front.
      const cheek = drawn * smoothStep(beyond, [-LIP_END_MM, 0]);
      return Math.hypot(beyond > 0 ? Math.max(0, beyond - drawn * DRAWN_OUT_MM) : beyond, up, (1 - cheek) * front);
    };
    const drawn = folded.reduce((most, x, v) => (x > most && away(v, 0) < BESIDE_MM ? x : most), 0);
    const [whole, none] = reach.map((mm, k) => mm + drawn * (DRAWN_PIT_MM[k] - mm));
    for (let v = 0; v < out.length; v++) {
      const pit = 1 - smoothStep(away(v, drawn), [whole, none]);
      out[v] = Math.max(out[v], pit);
    }
  }
  return out;
}

/** Lets folds count less, in place: w exp(-7 c). @param observed colours and weights of the texels in one view [N, 4] */
export function fadeCreases(head: HeadModel, texels: SkinTexels, creases: Creases | null, observed: RealArray): void {
  if (creases === null) return;
  const faded = vertexLane(
    head,
    texels,
    creases.folds.map((fold, v) => Math.max(fold, creases.pits[v])),
  );
  faded.forEach((crease, i) => {
    if (crease > 0) observed[4 * i + 3] *= Math.exp(-FADE * crease);
  });
}
