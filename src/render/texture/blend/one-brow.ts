import { type Camera, cameraCentre } from '../../../geometry/camera.ts';
import { mean } from '../../../geometry/mean.ts';
import { vertexNormals } from '../../../geometry/mesh/mesh.ts';
import { smoothedValues } from '../../../geometry/mesh/smoothed-values.ts';
import { cosineTo } from '../../../geometry/vector3.ts';
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
  const sides = [-1, 1].map((side) =>
    Array.from(browVertices(head).keys()).filter((v) => browVertices(head)[v] === 1 && side * head.template[3 * v] > 0),
  );
  const normals = shown.map(({ positions }) => vertexNormals(positions, skinTriangles(head)).normals);
  const facing = sides.map((brow) => shown.map((view, s) => cosineOf(view, normals[s], brow) > MIN_COSINE));
  const both = facing[0].map((on, s) => on && facing[1][s]);
  const out = shown.map(() => new Float64Array(head.parts[0].vertexCount));
  sides.forEach((brow, k) => {
    const views = Array.from(shown.keys()).filter((s) => (both.includes(true) ? both[s] : facing[k][s]));
    if (views.length === 0) return;
    const apart = (a: ArrayLike<number>, b: ArrayLike<number>, of: readonly number[]): number =>
      mean(of.map((v) => Math.hypot(...[0, 1, 2].map((c) => a[3 * v + c] - b[3 * v + c]))));
    const judged = both.includes(true) ? sides.flat() : brow;
    const moved = (s: number): number => apart(shown[s].positions, rest, judged);
    const chosen = views.reduce((a, b) => (moved(b) < moved(a) ? b : a));
    const alike = (s: number): boolean => apart(shown[s].positions, shown[chosen].positions, judged) < ALIKE_MM;
    if (shown.every((_, s) => !facing[k][s] || alike(s))) return;
    const lane = aroundBrow(head, brow);
    out.forEach((own, s) => {
      if (s !== chosen) for (let v = 0; v < own.length; v++) own[v] += lane[v];
    });
  });
  return out;
}

/** What views count that a brow is not taken from, logarithms [skin vertices]. */
function aroundBrow(head: HeadModel, brow: readonly number[]): Float64Array {
  let around = new Uint8Array(head.parts[0].vertexCount);
  for (const v of brow) around[v] = 1;
  for (let ring = 0; ring < RINGS; ring++) around = Uint8Array.from(withRing(head, around));
  const there = Float64Array.from(around, (on, v) => (on === 1 && head.regions.lids[v] === 0 ? OTHERS : 0));
  return smoothedValues(skinNeighbours(head), there, SMOOTHINGS);
}

/** Mean cosine between the normals of some vertices and the ways to a view's camera. */
function cosineOf({ positions, camera }: ShownHead, normals: Float64Array, vertices: readonly number[]): number {
  const eye = cameraCentre(camera);
  return mean(vertices.map((v) => cosineTo(positions, normals, v, eye)));
}
