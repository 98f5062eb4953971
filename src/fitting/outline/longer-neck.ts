import { BODY_SKIN, FACE_SKIN, HAIR, OTHER } from '../../capture/segmentation/classes.ts';
import { type Camera, cameraCentre, project } from '../../geometry/camera.ts';
import { vertexNeighbours, vertexNormals } from '../../geometry/mesh/mesh.ts';
import type { OpenNeck } from './open-neck.ts';

/** A view and which of its pixels are skin. */
export interface NeckView {
  readonly camera: Camera;
  /** [H, W] */
  readonly labels: Uint8Array;
}

/** The lower part of a neck that is drawn out, mm from its hem. */
const BAND_MM = 45;
/** As far as a neck is ever drawn out, in steps that are looked at, mm. */
const MOST_MM = 60;
const STEP_MM = 5;
/** So much must be seen where a picture ends, mm. */
const LEAST_MM = 15;
/** Places that no view faces go on as those do that show little. */
const UNSEEN_QUANTILE = 0.3;
/** Where hair hides a part of the hem, the rest is drawn out no farther: the hem is level there, and hair still reaches it, mm. */
const MOST_UNDER_HAIR_MM = 25;
/** Nowhere is it drawn out by so much more than where it is drawn out little, mm: a bust ends about level. */
const MOST_UNEVEN_MM = 25;
const LITTLE_QUANTILE = 0.15;
/** How far around a place of the hem directions and lengths are evened out, mm. */
const EVEN_MM = 20;
/** A view sees a place at no smaller cosine. */
const MIN_COSINE = 0.3;

/**
 * Where views that face it show skin below the hem of a neck, the neck is drawn out along itself:
 *   d(v) = L(h(v)) (1 - g(v)/45 mm)^2 t(h(v))  for g < 45 mm
 * with g the way along edges to the nearest place h of the hem, t the direction in which the neck arrives there and L the median of
 * what the views show, both evened out along the hem. What shuts the neck goes with its hem. Hair before a neck does not end it.
 * @param skin [V, 3] mm
 * @returns displacement [V, 3] mm
 */
export function longerNeck(neck: OpenNeck, skin: Float64Array, views: readonly NeckView[]): Float64Array {
  const band = neckBand(neck, skin);
  const directions = hemDirections(band, skin);
  const { normals } = vertexNormals(skin, neck.triangles);
  const seen = new Map<number, number>();
  let most = MOST_MM;
  for (const [h, direction] of directions) {
    const place = skin.subarray(3 * h, 3 * h + 3);
    const faced = views.filter(({ camera }) => facing(camera, place, normals.subarray(3 * h, 3 * h + 3)));
    const lengths = faced.flatMap((view) => skinBelow(view, place, direction) ?? []);
    if (lengths.length > 0) seen.set(h, quantile(lengths, 0.5));
    else if (faced.some((view) => labelAt(view, place) === HAIR)) most = MOST_UNDER_HAIR_MM;
  }
  const out = new Float64Array(skin.length);
  if (seen.size === 0) return out;
  const unseen = quantile([...seen.values()], UNSEEN_QUANTILE);
  const told = new Map(Array.from(directions.keys(), (h) => [h, seen.get(h) ?? unseen]));
  const longest = Math.min(most, quantile([...told.values()], LITTLE_QUANTILE) + MOST_UNEVEN_MM);
  const known = new Map(Array.from(told, ([h, length]) => [h, Math.min(longest, length)]));
  for (const [v, { way, hem }] of band) {
    const share = evenedOut(known, skin, hem) * (1 - way / BAND_MM) ** 2;
    (directions.get(hem) as Direction).forEach((t, k) => {
      out[3 * v + k] = share * t;
    });
  }
  drawLid(neck, skin, out);
  return out;
}

/** Mean of numbers at places of the hem around one of them. */
function evenedOut(values: ReadonlyMap<number, number>, skin: Float64Array, h: number): number {
  let [sum, all] = [0, 0];
  for (const [other, value] of values) {
    const near = Math.exp(-((distance(skin, h, other) / EVEN_MM) ** 2) / 2);
    sum += near * value;
    all += near;
  }
  return sum / all;
}

/** What shuts the neck goes with the hem around it: the mean of its displacements, by 1/distance^2. */
function drawLid({ lid, hem }: OpenNeck, skin: Float64Array, out: Float64Array): void {
  for (const v of lid) {
    const sum = [0, 0, 0, 0];
    for (const h of hem) {
      const near = 1 / (1e-6 + distance(skin, v, h) ** 2);
      for (let k = 0; k < 3; k++) sum[k] += near * out[3 * h + k];
      sum[3] += near;
    }
    for (let k = 0; k < 3; k++) out[3 * v + k] = sum[k] / sum[3];
  }
}

type Direction = readonly [number, number, number];
/** The way of each vertex of the band to the hem, and where it gets there. */
type NeckBand = ReadonlyMap<number, { readonly way: number; readonly hem: number }>;

/** Shortest ways from the hem along edges (Dijkstra's, without a queue: a few hundred vertices). */
function neckBand({ triangles, hem }: OpenNeck, skin: Float64Array): NeckBand {
  const neighbours = vertexNeighbours(skin.length / 3, triangles, 3);
  const done = new Map<number, { way: number; hem: number }>();
  const open = new Map(Array.from(hem, (v) => [v, { way: 0, hem: v }]));
  while (open.size > 0) {
    let v = -1;
    let least = Number.POSITIVE_INFINITY;
    for (const [candidate, { way }] of open) if (way < least) [v, least] = [candidate, way];
    const { hem: reached } = open.get(v) as { way: number; hem: number };
    open.delete(v);
    done.set(v, { way: least, hem: reached });
    for (const next of neighbours[v]) {
      const way = least + distance(skin, v, next);
      if (way >= BAND_MM || done.has(next) || (open.get(next)?.way ?? Number.POSITIVE_INFINITY) <= way) continue;
      open.set(next, { way, hem: reached });
    }
  }
  return done;
}

/** Where the neck is heading at each place of the hem: from what lies above it, evened out among near ones. */
function hemDirections(band: NeckBand, skin: Float64Array): ReadonlyMap<number, Direction> {
  const raw = new Map<number, number[]>();
  for (const [v, { way, hem }] of band) {
    if (way === 0) continue;
    const sum = raw.get(hem) ?? [0, 0, 0];
    for (let k = 0; k < 3; k++) sum[k] += (skin[3 * hem + k] - skin[3 * v + k]) / way;
    raw.set(hem, sum);
  }
  const hems = Array.from(band).flatMap(([v, { way }]) => (way === 0 ? [v] : []));
  const out = new Map<number, Direction>();
  for (const h of hems) {
    const sum = [0, 0, 0];
    for (const [other, direction] of raw) {
      const near = Math.exp(-((distance(skin, h, other) / EVEN_MM) ** 2) / 2) / Math.hypot(...direction);
      for (let k = 0; k < 3; k++) sum[k] += near * direction[k];
    }
    const length = Math.hypot(...sum);
    out.set(h, [sum[0] / length, sum[1] / length, sum[2] / length]);
  }
  return out;
}

function facing(camera: Camera, place: Float64Array, normal: Float64Array): boolean {
  const centre = cameraCentre(camera);
  const ray = centre.map((c, k) => c - place[k]);
  return ray.reduce((sum, x, k) => sum + x * normal[k], 0) > MIN_COSINE * Math.hypot(...ray);
}

/** How far a view shows skin from a place on along a direction, mm; null where it does not say. */
function skinBelow(view: NeckView, place: Float64Array, direction: Direction): number | null {
  for (let length = 0; length <= MOST_MM; length += STEP_MM) {
    const label = labelAt(
      view,
      place.map((p, k) => p + length * direction[k]),
    );
    // What lies beyond the picture is likely to go on as what it shows.
    if (label === OTHER) return length >= LEAST_MM ? MOST_MM : null;
    if (label === HAIR) return null;
    if (label !== BODY_SKIN && label !== FACE_SKIN) return Math.max(0, length - STEP_MM);
  }
  return MOST_MM;
}

/** What a view shows where a place is: `OTHER` beyond its rim. */
function labelAt({ camera, labels }: NeckView, place: Float64Array): number {
  const [x, y] = project(camera, place);
  const inside = x >= 0 && y >= 0 && x < camera.width && y < camera.height;
  return inside ? labels[Math.floor(y) * camera.width + Math.floor(x)] : OTHER;
}

function distance(p: Float64Array, a: number, b: number): number {
  return Math.hypot(p[3 * a] - p[3 * b], p[3 * a + 1] - p[3 * b + 1], p[3 * a + 2] - p[3 * b + 2]);
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(share * (sorted.length - 1))];
}
