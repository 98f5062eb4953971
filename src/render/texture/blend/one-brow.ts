import { type Camera, cameraCentre } from '../../../geometry/camera.ts';
import { mean } from '../../../geometry/mean.ts';
import { vertexNormals } from '../../../geometry/mesh/mesh.ts';
import { smoothedValues } from '../../../geometry/mesh/smoothed-values.ts';
import { cosineTo, distanceAt } from '../../../geometry/vector3.ts';
import { skinNeighbours } from '../../../head/anatomy/skin-neighbours.ts';
import { browVertices } from '../../../head/cards/brow-vertices.ts';
import { type HeadModel, skinTriangles } from '../../../head/head-model.ts';
import { withRing } from '../own-colors.ts';

/** The head as one view shows it. */
export interface ShownHead {
  /** [V, 3] mm */
  readonly positions: ArrayLike<number>;
  readonly camera: Camera;
}

/** A view sees a brow at no smaller mean cosine. */
const MIN_COSINE = 0.4;
/** Views that move a brow by as much, but for this, show the same brow, mm. */
const ALIKE_MM = 0.5;
/** Logarithm of what the others count on and around it. */
const OTHERS = -7;
/** Rings of vertices around a brow over which others may have theirs, some 4 mm each, and how often the edge of that is smoothed. */
const RINGS = 3;
const SMOOTHINGS = 4;

/**
 * A brow is one view's: of those that face both the one that moves them least from where they rest, else of those that face it. Brows that expressions moved lie in
 * three views in three places of the texture, whatever their fits say, and mixed they are none.
 * @returns what each view counts there, logarithms [views][skin vertices]; 0 everywhere where views show brows alike
 */
export function oneBrow(head: HeadModel, rest: ArrayLike<number>, shown: readonly ShownHead[]): Float64Array[] {
  const brows = Array.from(browVertices(head).keys()).filter((v) => browVertices(head)[v] === 1);
  const sides = [-1, 1].map((side) => brows.filter((v) => side * head.template[3 * v] > 0));
  const normals = shown.map(({ positions }) => vertexNormals(positions, skinTriangles(head)).normals);
  const views = Array.from(shown.keys());
  const facing = sides.map((side) => views.filter((s) => cosineOf(shown[s], normals[s], side) > MIN_COSINE));
  const both = facing[0].filter((s) => facing[1].includes(s));
  const out = shown.map(() => new Float64Array(head.parts[0].vertexCount));
  sides.forEach((side, k) => {
    const [candidates, judged] = both.length > 0 ? [both, sides.flat()] : [facing[k], side];
    if (candidates.length === 0) return;
    const moved = (s: number): number => meanDistance(shown[s].positions, rest, judged);
    const chosen = candidates.reduce((a, b) => (moved(b) < moved(a) ? b : a));
    const apart = (s: number): number => meanDistance(shown[s].positions, shown[chosen].positions, judged);
    if (facing[k].every((s) => apart(s) < ALIKE_MM)) return;
    const lane = aroundBrow(head, side);
    out.forEach((own, s) => {
      if (s !== chosen) for (let v = 0; v < own.length; v++) own[v] += lane[v];
    });
  });
  return out;
}

/** What views count that a brow is not taken from, logarithms [skin vertices]. */
function aroundBrow(head: HeadModel, brow: readonly number[]): Float64Array {
  const inner = new Uint8Array(head.parts[0].vertexCount);
  for (const v of brow) inner[v] = 1;
  const there = Float64Array.from(withRing(head, inner, RINGS), (on, v) =>
    on === 1 && head.regions.lids[v] === 0 ? OTHERS : 0,
  );
  return smoothedValues(skinNeighbours(head), there, SMOOTHINGS);
}

/** Of some vertices, mm. */
function meanDistance(a: ArrayLike<number>, b: ArrayLike<number>, vertices: readonly number[]): number {
  return mean(vertices.map((v) => distanceAt(a, b, v)));
}

/** Mean cosine between the normals of some vertices and the ways to a view's camera. */
function cosineOf({ positions, camera }: ShownHead, normals: Float64Array, vertices: readonly number[]): number {
  const eye = cameraCentre(camera);
  return mean(vertices.map((v) => cosineTo(positions, normals, v, eye)));
}
