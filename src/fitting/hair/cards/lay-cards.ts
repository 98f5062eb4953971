import { createRandom, type Random } from '../../../geometry/random.ts';
import { cross, difference3, unit } from '../../../geometry/vector3.ts';
import { type LinearImage, sampleBilinear } from '../../../image/image.ts';
import { pixelAt } from '../hair-view.ts';
import type { HairChart } from './hair-chart.ts';

/** A lock of strands: a strip from its roots, where it leaves the hair's surface, to its tips, which lie higher. */
export interface HairCard {
  /** Its middle line [POINTS][3] mm, how the surface under it faces, and which way across it is: unit vectors. */
  readonly points: readonly number[][];
  readonly normals: readonly number[][];
  readonly sides: readonly number[][];
  /** mm */
  readonly width: number;
  /** How high its tips lie, mm. */
  readonly lift: number;
  /** By how much it is turned about its middle line, and by how much more it is lit so, radians. */
  readonly tilt: number;
  readonly gleam: number;
  /** Linear light, of the hair beneath it. */
  readonly color: readonly number[];
  /** Which of the tufts it is, and how much lighter: 0..1, -1..1. */
  readonly tuft: number;
  readonly shade: number;
}

/** Points of a card from root to tip. */
export const POINTS = 5;

const SEED = 7;
/** Mean distance of cards, mm; where photographs show hair themselves, fewer, by this share. */
const SPACING_MM = 7.5;
const SEEN_SPARES = 0.4;
/** As long as so many thicknesses of the hair, and no shorter or longer than this, mm; and by how much of that they differ either way. */
const LENGTHS_OF_THICKNESS = 3.5;
const LENGTH_MM: readonly [number, number] = [16, 52];
const LENGTH_SPREAD = 0.35;
const WIDTH_MM: readonly [number, number] = [5, 9];
/** Tips lie so high at most, mm, of the thickness: few do. */
const LIFT_MM = 3;
const LIFT_OF_THICKNESS = 0.3;
const LOWEST_LIFT = 0.12;
const TILT = 0.25;
const GLEAM = 0.35;
/** Hair covers all where a card begins, and half where hair ends. */
const WHOLE = 0.97;
const HALF = 0.5;
/** Cards go on beyond hair's edge so far at most, mm, less where photographs show it. */
const OVER_MM = 10;
const SEEN_EDGE = 0.7;
/** More of what is left bare ends a card at once. */
const BARE = 0.2;
/** A card is followed in such steps, mm; shorter ones are none. */
const STEP_MM = 1.5;
const SHORTEST_MM = 8;

/** Lays cards over hair, along the ways that its strands run ({@link strandWays}), evenly by its surface. */
export function layCards(chart: HairChart, ways: Float32Array): HairCard[] {
  const random = createRandom(SEED);
  const { size, cover, seen } = chart;
  const out: HairCard[] = [];
  for (let i = 0; i < size * size; i++) {
    if (cover[i] < WHOLE) continue;
    const chance = ((1 - SEEN_SPARES * seen[i]) * texelArea(chart, i)) / SPACING_MM ** 2;
    if (!(random.uniform() < chance)) continue;
    const card = layCard(chart, ways, i, random);
    if (card !== null) out.push(card);
  }
  return out;
}

/** mm^2; NaN at the mesh's border. */
function texelArea({ size, positions }: HairChart, i: number): number {
  const row = (texel: number): number[] => [0, 1, 2].map((k) => positions.data[3 * texel + k] ?? Number.NaN);
  const along = difference3(row(i + 1), row(i));
  const across = difference3(row(i + size), row(i));
  return Math.hypot(...cross(along, across));
}

function layCard(chart: HairChart, ways: Float32Array, from: number, random: Random): HairCard | null {
  const thickness = chart.thickness[from];
  const own = Math.max(LENGTH_MM[0], Math.min(LENGTH_MM[1], LENGTHS_OF_THICKNESS * thickness));
  const length = own * (1 + LENGTH_SPREAD * (2 * random.uniform() - 1));
  const over = OVER_MM * random.uniform();
  const drawn = {
    width: WIDTH_MM[0] + (WIDTH_MM[1] - WIDTH_MM[0]) * random.uniform(),
    lift: Math.min(LIFT_MM, LIFT_OF_THICKNESS * thickness) * (LOWEST_LIFT + (1 - LOWEST_LIFT) * random.uniform() ** 3),
    tilt: TILT * (2 * random.uniform() - 1),
    gleam: GLEAM * (2 * random.uniform() - 1),
    tuft: random.uniform(),
    shade: 2 * random.uniform() - 1,
  };
  const path = followed(chart, ways, { from, length, over });
  if (STEP_MM * (path.length - 1) < SHORTEST_MM) return null;
  const places = Array.from({ length: POINTS }, (_, k) => {
    const at = ((path.length - 1) * k) / (POINTS - 1);
    const [a, b] = [path[Math.floor(at)], path[Math.ceil(at)]];
    return a.map((x, c) => x + (at % 1) * (b[c] - x));
  });
  const { positions, normals } = chart;
  const points = places.map(([x, y]) => rowAt(positions, x, y));
  const up = places.map(([x, y]) => unit(rowAt(normals, x, y)));
  const sides = points.map((_, k) => {
    const [before, after] = [points[Math.max(0, k - 1)], points[Math.min(POINTS - 1, k + 1)]];
    return unit(cross(up[k], difference3(after, before)));
  });
  if ([points, up, sides].some((rows) => rows.some((row) => row.some(Number.isNaN)))) return null;
  return { points, normals: up, sides, color: meanColor(chart, path), ...drawn };
}

/** NaN where one of the texels around is. */
function rowAt(plane: LinearImage, x: number, y: number): number[] {
  return Array.from(sampleBilinear(plane, x, y, new Float64Array(3)));
}

/** Where a card begins, and how far it goes. */
interface CardWalk {
  readonly from: number;
  readonly length: number;
  /** Beyond hair's edge, mm. */
  readonly over: number;
}

/** Places along a strand, {@link STEP_MM} apart, texels, whose middles are at 0.5. */
function followed(chart: HairChart, ways: Float32Array, { from, length, over }: CardWalk): number[][] {
  const { size, positions, cover, seen, bare } = chart;
  let [x, y] = [(from % size) + 0.5, Math.floor(from / size) + 0.5];
  let here = from;
  let before: readonly [number, number] = [ways[2 * from], ways[2 * from + 1]];
  let place = rowAt(positions, x, y);
  const out: number[][] = [[x, y]];
  let left = Number.POSITIVE_INFINITY;
  while (STEP_MM * out.length < length && left > 0) {
    const along = ways[2 * here] * before[0] + ways[2 * here + 1] * before[1] < 0 ? -1 : 1;
    before = [along * ways[2 * here], along * ways[2 * here + 1]];
    const ahead = rowAt(positions, x + before[0] / 2, y + before[1] / 2);
    const step = STEP_MM / (2 * Math.hypot(...difference3(ahead, place)));
    const [nextX, nextY] = [x + step * before[0], y + step * before[1]];
    const next = pixelAt(positions, nextX, nextY);
    if (next < 0 || bare[next] > BARE) break;
    place = rowAt(positions, nextX, nextY);
    if (place.some(Number.isNaN)) break;
    if (cover[next] < HALF) left = Math.min(left, over * (1 - SEEN_EDGE * seen[here])) - STEP_MM;
    [x, y, here] = [nextX, nextY, next];
    out.push([x, y]);
  }
  return out;
}

/** Of what hair covers whole. */
function meanColor({ positions, colors, cover }: HairChart, path: readonly number[][]): number[] {
  const sum = [0, 0, 0, 0];
  for (const [x, y] of path) {
    const i = pixelAt(positions, x, y);
    if (cover[i] < WHOLE) continue;
    for (let c = 0; c < 3; c++) sum[c] += colors[3 * i + c];
    sum[3]++;
  }
  return [0, 1, 2].map((c) => sum[c] / sum[3]);
}
