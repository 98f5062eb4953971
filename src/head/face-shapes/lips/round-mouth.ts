import { mouthLining } from '../../anatomy/mouth-lining.ts';
import type { Step } from '../../anatomy/move-with-skin.ts';
import { distancesFrom } from '../../anatomy/skin-distances.ts';
import { skinNeighbours } from '../../anatomy/skin-neighbours.ts';
import { rimOf, type Slit, slitEnds } from '../../anatomy/slits.ts';
import type { HeadModel, MorphBasis } from '../../head-model.ts';
import { moveRims } from '../meet-rims.ts';

/** Shapes that round open lips: MakeHuman's part them in the middle alone, to a rhombus, and with an open jaw to a V. */
const OPENING = ['mouthFunnel', 'viseme_O'];
/**
 * Shapes that narrow a mouth, MakeHuman's by as much in the middle as at its corners, and an open jaw's arc to a V; and how much of the
 * way from a parabola to an ellipse each is to take it. Trackers send funnel and pucker together.
 */
const NARROWING: ReadonlyMap<string, number> = new Map([
  ['mouthFunnel', 0.3],
  ['viseme_O', 0.3],
  ['mouthPucker', 0.7],
  ['viseme_U', 0.7],
]);
/** What the middle of a lip keeps of its way: the rounder opening is about as large. */
const KEPT = { upper: 0.75, lower: 0.65 };
/** How far the skin around the lips goes along, mm. */
const REACH_MM = 10;

/** How far a lip opens at u in -1..1 from corner to corner. */
type Arc = (u: number) => number;

/** Round in the middle, shut at the corners. */
const bell: Arc = (u) => (1 - u * u) ** 2;
/** The lower lip's: with an open jaw's own arc, which is a parabola, it is to be an ellipse. */
const bowl: Arc = (u) => 1 - Math.abs(u) ** 3;
/** Of a parabola's width, what an ellipse of its heights has more: sqrt(1 - (1 - u^2)^2) - u. */
const fuller: Arc = (u) => u * Math.sqrt(Math.max(0, 2 - u * u)) - u;

/**
 * Rounds lips under shapes that open or narrow them, in place; u in -1..1 across the slit at rest:
 *   y_v' = 0.75 y_max (1 - u_v^2)^2 of the upper and 0.65 y_max (1 - |u_v|^3) of the lower lip, y_v the height by which a rim moves beyond
 *   the line between the corners' heights, y_max the furthest of that lip, up for the upper and down for the lower one;
 *   x_v' = x_v + c w (u_v sqrt(2 - u_v^2) - u_v),  w half the width that the shape leaves, c as {@link NARROWING} says: the parabola that an
 *   open jaw's lip is, 1 - u^2 high, is nearer to an ellipse so.
 * Depths stay. The lips' inner side, a ring of vertices behind the rims, goes along: it would stand behind a round lip as a V.
 * @param rest [V, 3] mm
 */
export function roundMouth(head: HeadModel, mouth: Slit, rest: Float64Array, { names, deltas }: MorphBasis): void {
  const stride = deltas.length / names.length;
  const skin = 3 * head.parts[0].vertexCount;
  const [left, right] = [mouth.lower[0], mouth.lower[mouth.lower.length - 1]];
  const along: Across = (v) => (rest[3 * v] - rest[3 * left]) / (rest[3 * right] - rest[3 * left]);
  const inner = innerSide(head, mouth, rest);
  for (const [name, rounded] of NARROWING) {
    const k = names.indexOf(name);
    if (k < 0) continue;
    const delta = deltas.subarray(k * stride, (k + 1) * stride);
    const shaped = rest.map((x, i) => x + delta[i]);
    const halfWidth = (shaped[3 * right] - shaped[3 * left]) / 2;
    const rises = OPENING.includes(name) ? openingRises(mouth, along, delta) : new Map<number, number>();
    const steps = new Map<number, Step>();
    for (const v of rimOf(mouth)) steps.set(v, [rounded * halfWidth * fuller(2 * along(v) - 1), rises.get(v) ?? 0, 0]);
    for (const [v, rim] of inner) {
      const [x, y] = steps.get(rim) ?? [0, 0];
      steps.set(v, [x + delta[3 * rim] - delta[3 * v], y + delta[3 * rim + 1] - delta[3 * v + 1], 0]);
    }
    moveRims(head, steps, REACH_MM, shaped);
    for (let i = 0; i < skin; i++) delta[i] = shaped[i] - rest[i];
  }
}

/** Where a rim's vertex lies between the corners, 0..1. */
type Across = (v: number) => number;

/** How far the rims' vertices are to rise further than a shape's displacements take them, mm. */
function openingRises(slit: Slit, along: Across, delta: ArrayLike<number>): Map<number, number> {
  const { upper, lower } = slit;
  const [left, right] = slitEnds(slit);
  const beyond = (v: number): number =>
    delta[3 * v + 1] - (1 - along(v)) * delta[3 * left + 1] - along(v) * delta[3 * right + 1];
  const out = new Map<number, number>();
  for (const [rim, arc, most] of [
    [upper, bell, KEPT.upper * Math.max(0, ...upper.map(beyond))],
    [lower, bowl, KEPT.lower * Math.min(0, ...lower.map(beyond))],
  ] as const)
    for (const v of rim) out.set(v, most * arc(2 * along(v) - 1) - beyond(v));
  return out;
}

/** Vertices of the mouth's lining beside its rims, each with the rim's vertex that it is nearest to. @param rest [V, 3] mm */
function innerSide(head: HeadModel, mouth: Slit, rest: Float64Array): Map<number, number> {
  const rims = rimOf(mouth);
  const lining = mouthLining(head);
  const neighbours = skinNeighbours(head);
  const nearest = distancesFrom(head, rims, rest, REACH_MM);
  const out = new Map<number, number>();
  for (const rim of rims) for (const v of neighbours[rim]) if (lining.has(v)) out.set(v, nearest.get(v)?.source ?? rim);
  return out;
}
