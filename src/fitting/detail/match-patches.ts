import type { Camera } from '../../geometry/camera.ts';
import { type BandPicture, bandAt } from './band-pictures.ts';
import type { SkinPatches } from './skin-patches.ts';

/** How offsets along the normals are looked for. */
export interface PatchSearch {
  /** Farthest offset, and steps between those that are tried, mm. */
  readonly reachMm: number;
  readonly stepMm: number;
  /** Standard deviation of what patches of one place differ by: noise, resampling, what neighbouring points share. */
  readonly sigma: number;
  /** Mean correlation of the views' patches, less than which is no match. */
  readonly leastCorrelation: number;
}

/** A view of the skin: where its vertices are in it, and how much of it counts. */
export interface PatchView {
  readonly camera: Camera;
  readonly picture: BandPicture;
  /** [V, 3] mm, of the view's own expression, in head space */
  readonly positions: Float64Array;
  /** [V, 3] */
  readonly normals: Float64Array;
  /** [V] 0 where the view does not show the vertex */
  readonly weights: ArrayLike<number>;
}

/** Where the photographs agree best. */
export interface MatchedOffsets {
  /** [V] mm along the normal; 0 where nothing was found */
  readonly offsets: Float64Array;
  /** [V] 1/mm^2: the curvature of the disagreement there; 0 where nothing was found */
  readonly information: Float64Array;
  /** Mean over what was found of what the photographs still disagree by. */
  readonly disagreement: number;
}

/**
 * Plane sweep along the normals. A patch that is moved by d along its vertex's normal shows p_v(d) in view v, its mean taken off;
 * photographs disagree by
 *   E(d) = (sum_v w_v |p_v|^2 - |sum_v w_v p_v|^2/sum_v w_v)/(2 s^2).
 * The offset is the least E's, by a parabola between steps, its information E''. None is believed at the end of the reach, or where
 * the patches' mean correlation over pairs of views is too low.
 */
export function matchPatches(patches: SkinPatches, views: readonly PatchView[], search: PatchSearch): MatchedOffsets {
  const count = views[0].positions.length / 3;
  const offsets = new Float64Array(count);
  const information = new Float64Array(count);
  let [sum, found] = [0, 0];
  patches.vertices.forEach((vertex, n) => {
    const seen = views.filter(({ weights }) => weights[vertex] > 0);
    if (seen.length < 2) return;
    const match = bestOffset(sweep(patches, n, seen, search), search);
    if (match === null) return;
    offsets[vertex] = match.offset;
    information[vertex] = match.information;
    sum += match.disagreement;
    found++;
  });
  return { offsets, information, disagreement: found === 0 ? 0 : sum / found };
}

/** Disagreement, and correlation, by offset; null where a view's patch leaves what counts of its picture. */
type Sweep = { readonly disagreement: Float64Array; readonly correlation: Float64Array } | null;

function stepsOf({ reachMm, stepMm }: PatchSearch): number {
  return Math.round(reachMm / stepMm);
}

function sweep(patches: SkinPatches, n: number, seen: readonly PatchView[], search: PatchSearch): Sweep {
  const steps = stepsOf(search);
  const { points } = patches;
  const disagreement = new Float64Array(2 * steps + 1);
  const correlation = new Float64Array(2 * steps + 1);
  const tracks = seen.map((view) => patchTrack(patches, n, view));
  const patch = new Float64Array(points);
  const sum = new Float64Array(points);
  for (let s = 0; s <= 2 * steps; s++) {
    sum.fill(0);
    let [total, own, ownSquared] = [0, 0, 0];
    for (const [k, view] of seen.entries()) {
      const weight = view.weights[patches.vertices[n]];
      const energy = readPatch(view.picture, tracks[k], search.stepMm * (s - steps), patch);
      if (Number.isNaN(energy)) return null;
      for (let i = 0; i < points; i++) sum[i] += weight * patch[i];
      total += weight;
      own += weight * energy;
      ownSquared += weight * weight * energy;
    }
    let together = 0;
    for (let i = 0; i < points; i++) together += sum[i] * sum[i];
    disagreement[s] = (own - together / total) / (2 * search.sigma ** 2);
    // Of patches of one energy: sum over pairs of w w' p . p' over that of w w' |p|^2.
    correlation[s] = own === 0 ? 0 : (together - ownSquared) / (total * own - ownSquared);
  }
  return { disagreement, correlation };
}

/** A patch's points in a view's camera space, and which way its normal goes there. */
interface PatchTrack {
  readonly camera: Camera;
  /** [P, 3] */
  readonly points: Float64Array;
  readonly normal: readonly [number, number, number];
}

function patchTrack(patches: SkinPatches, n: number, { camera, positions, normals }: PatchView): PatchTrack {
  const { rotation: r, translation: t } = camera;
  const v = 3 * patches.vertices[n];
  const normal = [normals[v], normals[v + 1], normals[v + 2]];
  const points = new Float64Array(3 * patches.points);
  for (let i = 0; i < patches.points; i++) {
    const p = n * patches.points + i;
    const place = [0, 1, 2].map((k) => {
      let x = patches.heights[p] * normal[k];
      for (let c = 0; c < 3; c++) x += patches.weights[3 * p + c] * positions[3 * patches.corners[3 * p + c] + k];
      return x;
    });
    for (let k = 0; k < 3; k++)
      points[3 * i + k] = r[3 * k] * place[0] + r[3 * k + 1] * place[1] + r[3 * k + 2] * place[2] + t[k];
  }
  const turned = (k: number): number => r[3 * k] * normal[0] + r[3 * k + 1] * normal[1] + r[3 * k + 2] * normal[2];
  return { camera, points, normal: [turned(0), turned(1), turned(2)] };
}

/** A patch moved by `offset` mm, its mean taken off. @param out [P] @returns sum of squares; NaN where a point shows nothing that counts */
function readPatch(
  picture: BandPicture,
  { camera: { fx, fy, cx, cy }, points, normal }: PatchTrack,
  offset: number,
  out: Float64Array,
): number {
  let mean = 0;
  for (let i = 0; i < out.length; i++) {
    const z = points[3 * i + 2] + offset * normal[2];
    const x = points[3 * i] + offset * normal[0];
    const y = points[3 * i + 1] + offset * normal[1];
    out[i] = bandAt(picture, (fx * x) / z + cx, (fy * y) / z + cy);
    mean += out[i] / out.length;
  }
  let energy = 0;
  for (let i = 0; i < out.length; i++) {
    out[i] -= mean;
    energy += out[i] * out[i];
  }
  return energy;
}

interface Match {
  readonly offset: number;
  readonly information: number;
  readonly disagreement: number;
}

function bestOffset(swept: Sweep, search: PatchSearch): Match | null {
  if (swept === null) return null;
  const { disagreement: e, correlation } = swept;
  let best = 0;
  for (let s = 1; s < e.length; s++) if (e[s] < e[best]) best = s;
  if (best === 0 || best === e.length - 1 || correlation[best] < search.leastCorrelation) return null;
  const bend = e[best + 1] + e[best - 1] - 2 * e[best];
  if (!(bend > 0)) return null;
  const between = (e[best - 1] - e[best + 1]) / (2 * bend);
  return {
    offset: search.stepMm * (best - stepsOf(search) + between),
    information: bend / search.stepMm ** 2,
    disagreement: e[best],
  };
}
