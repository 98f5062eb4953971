import { vertexAreas } from '../../../geometry/mesh/mesh.ts';
import { smoothStep } from '../../../geometry/smooth-step.ts';
import { squaredDistance } from '../../../geometry/vector3.ts';
import { findSlits, slitEnds } from '../../../head/anatomy/slits.ts';
import { type HeadModel, skinTriangles } from '../../../head/head-model.ts';
import { onceAHead } from '../../../head/once-a-head.ts';
import { ownColors } from '../own-colors.ts';

/** Skin that an expression folds counts wholly for places so near, and not at all beyond, mm. */
const REACH_MM = [20, 45] as const;
/** Folded skin around a place from which on its shades may be folds', and are, mm^2: faces at rest have 120 at most, slight smiles 200 to 250, others 400 to 750. */
const FOLDED_MM2 = [180, 540] as const;
/** Around the corner of a smiling mouth skin lies in arcs, whatever of it the model folds, mm. */
const CORNER_MM = [22, 42] as const;
/** Folds so far above or below a corner are its smile's, mm. */
const SMILE_MM = 30;

/**
 * Where skin shows the shades of an expression's folds: cheeks, and what lies around the mouth's corners. People fold in more places than the model, and in others.
 *   f_v = smoothstep(sum_u A_u c_u smoothstep(|u - v|))
 * and around a corner of the mouth at least as much as beside it anywhere. The nose, lips, lids and what else has colours of its own are left out.
 * @param folds c, of {@link Creases} [skin vertices] @returns [skin vertices] 0..1; null where nothing is folded
 */
export function foldRegion(head: HeadModel, folds: Float64Array): Float64Array | null {
  const { template: p } = head;
  const places = plainFace(head);
  const area = restingAreas(head);
  const out = new Float64Array(folds.length);
  const folded = places.filter((u) => folds[u] > 0);
  for (const v of places) {
    let sum = 0;
    for (const u of folded) {
      const square = squaredDistance(p, u, v);
      if (square < REACH_MM[1] ** 2) sum += area[u] * folds[u] * (1 - smoothStep(Math.sqrt(square), REACH_MM));
    }
    out[v] = smoothStep(sum, FOLDED_MM2);
  }
  for (const corner of slitEnds(findSlits(head).mouth)) {
    const beside = places.filter(
      (v) => p[3 * v] * p[3 * corner] > 0 && Math.abs(p[3 * v + 1] - p[3 * corner + 1]) < SMILE_MM,
    );
    const smile = beside.reduce((most, v) => Math.max(most, out[v]), 0);
    if (smile === 0) continue;
    for (const v of places)
      out[v] = Math.max(out[v], smile * (1 - smoothStep(Math.sqrt(squaredDistance(p, corner, v)), CORNER_MM)));
  }
  return out.some((share) => share > 0) ? out : null;
}

const restingAreas = onceAHead((head) => vertexAreas(head.template, skinTriangles(head)));

/** Vertices of a face's plain skin, but the nose. */
const plainFace = onceAHead((head): readonly number[] => {
  const own = ownColors(head);
  const { face, nose } = head.regions;
  return Array.from(own.keys()).filter((v) => face[v] === 1 && nose[v] === 0 && own[v] === 0);
});
