import { createLeastSquares } from '../../geometry/least-squares.ts';
import { fitSphere } from '../../head/anatomy/eyes/seat-eyes.ts';
import { findSlits, rimOf } from '../../head/anatomy/slits.ts';
import { type HeadModel, regionVertices } from '../../head/head-model.ts';

/** How far a rim's depth in the eyeball may change, mm. */
const DEPTH_SIGMA_MM = 0.3;
/** How far an eyeball may leave the middle of its lids, mm. */
const MIDDLE_SIGMA_MM = 2;
/** How far an eyeball may grow, logarithm. */
const GROWTH_SIGMA = 0.3;

/** What a displacement of the skin does to a whole head. @param skin [skin vertices, 3] mm @returns [V, 3] mm */
export type PartCarrier = (skin: Float64Array) => Float64Array;

/**
 * Eyes, teeth and tongue for a displacement field d of the mean head's skin, linear in d: teeth and tongue go with the mouth's
 * lining as a whole; an eyeball is shifted by t and grows by g so that the lids' rims x_i, at u_i from its middle, stay as deep in it,
 *   min over t, g of sum_i (u_i/|u_i| . (d_i - t) - g |u_i|)^2/(2 s_d^2 N) + |t - mean d|^2/(2 s_t^2) + g^2/(2 s_g^2).
 */
export function createPartCarrier(head: HeadModel): PartCarrier {
  const slits = findSlits(head);
  const eyes = head.parts
    .filter(({ texture }) => texture === 'eye')
    .map((part) => {
      const { centre } = fitSphere(head.template, part);
      const rim = rimOf(centre[0] > 0 ? slits.left : slits.right);
      return { part, centre, rim };
    });
  const lining = regionVertices(head, 'mouth');
  const inMouth = head.parts.filter(({ texture }) => texture === 'teeth' || texture === 'tongue');
  return (skin) => {
    const out = new Float64Array(3 * head.vertexCount);
    out.set(skin);
    const shift = meanOf(skin, lining);
    for (const { vertexStart, vertexCount } of inMouth)
      for (let v = vertexStart; v < vertexStart + vertexCount; v++) out.set(shift, 3 * v);
    for (const { part, centre, rim } of eyes) {
      const move = eyeMove(head, { centre, rim }, skin);
      for (let v = part.vertexStart; v < part.vertexStart + part.vertexCount; v++)
        for (let k = 0; k < 3; k++) out[3 * v + k] = move[k] + move[3] * (head.template[3 * v + k] - centre[k]);
    }
    return out;
  };
}

function meanOf(skin: Float64Array, vertices: readonly number[]): number[] {
  return [0, 1, 2].map((k) => vertices.reduce((sum, v) => sum + skin[3 * v + k], 0) / vertices.length);
}

/** t and g of an eyeball. */
function eyeMove(
  { template }: HeadModel,
  { centre, rim }: { readonly centre: readonly number[]; readonly rim: readonly number[] },
  skin: Float64Array,
): Float64Array {
  const problem = createLeastSquares(4);
  const middle = meanOf(skin, rim);
  const sigma = DEPTH_SIGMA_MM * Math.sqrt(rim.length);
  for (const v of rim) {
    const arm = centre.map((c, k) => template[3 * v + k] - c);
    const length = Math.hypot(...arm);
    const normal = arm.map((x) => x / length);
    const along = normal.reduce((sum, n, k) => sum + n * skin[3 * v + k], 0);
    problem.add([...normal, length], along, sigma);
  }
  for (let k = 0; k < 3; k++) problem.addDiagonal(k, 1 / MIDDLE_SIGMA_MM ** 2, middle[k]);
  problem.addDiagonal(3, 1 / GROWTH_SIGMA ** 2, 0);
  const move = problem.solve();
  if (move === null) throw new Error('priors make the system definite');
  return move;
}
