import { addStep, STILL, type Step, stepsAround } from '../anatomy/move-with-skin.ts';
import { facingPoint } from '../anatomy/shut-slits.ts';
import { skinNeighbours } from '../anatomy/skin-neighbours.ts';
import { type Slit, upperEdge } from '../anatomy/slits.ts';
import type { HeadModel } from '../head-model.ts';

/** How rims meet. */
export interface RimMeeting {
  /** Share of the way that the upper rim goes; the lower one goes the rest. */
  readonly upperShare: number;
  /** How far the skin around goes along, mm along edges. */
  readonly reachMm: number;
  /** Where the other rim is to lie from each vertex of a rim, in height and depth, mm; on it where left out. */
  readonly apart?: RimOffsets;
}

/** From a rim's vertices to the other rim's line at the same place across the slit, in height and depth, mm. */
export type RimOffsets = ReadonlyMap<number, readonly [number, number]>;

/** Rounds of evening out what the skin around a rim does. */
const SMOOTHING = 4;

/** Of all vertices of both rims but the corners, which are the lower rim's ends. */
export function rimOffsets(head: HeadModel, slit: Slit, positions: Float64Array): RimOffsets {
  const out = new Map<number, readonly [number, number]>();
  const { upper, lower } = slit;
  for (const [rim, line] of [
    [upper, lower],
    [lower.slice(1, -1), upperEdge(slit)],
  ])
    for (const v of rim) {
      const facing = facingPoint(head, line, v, positions);
      out.set(v, [facing[1] - positions[3 * v + 1], facing[2] - positions[3 * v + 2]]);
    }
  return out;
}

/**
 * Brings the two rims of a slit together, in place: each vertex goes its share of the way to where the other rim's line
 * is as far away as it should be, in height and depth, the skin around along with it ({@link moveRims}).
 * @param positions [V, 3] mm, the skin first
 */
export function meetRims(head: HeadModel, slit: Slit, meeting: RimMeeting, positions: Float64Array): void {
  const upper = new Set(slit.upper);
  const steps = new Map<number, Step>();
  for (const [v, offset] of rimOffsets(head, slit, positions)) {
    const share = upper.has(v) ? meeting.upperShare : 1 - meeting.upperShare;
    const wanted = meeting.apart?.get(v) ?? [0, 0];
    steps.set(v, [0, share * (offset[0] - wanted[0]), share * (offset[1] - wanted[1])]);
  }
  moveRims(head, steps, meeting.reachMm, positions);
}

/**
 * Moves a slit's rims, in place: the skin around goes along by exp(-(d/reach)^2) of its nearest rim vertex, evened out.
 * @param steps of the rims' vertices
 * @param positions [V, 3] mm, the skin first
 */
export function moveRims(
  head: HeadModel,
  steps: ReadonlyMap<number, Step>,
  reachMm: number,
  positions: Float64Array,
): void {
  const field = stepsAround(head, steps, reachMm, positions);
  for (const [v, step] of evened(head, field, steps)) addStep(positions, v, step);
}

/** Each vertex's mean with its neighbours', rims held. */
function evened(
  head: HeadModel,
  field: ReadonlyMap<number, Step>,
  held: ReadonlyMap<number, Step>,
): ReadonlyMap<number, Step> {
  const neighbours = skinNeighbours(head);
  let now = field;
  for (let round = 0; round < SMOOTHING; round++) {
    const next = new Map(held);
    for (const [v, own] of now) {
      if (held.has(v)) continue;
      let [x, y, z] = STILL;
      for (const n of neighbours[v]) {
        const step = now.get(n);
        if (step === undefined) continue;
        x += step[0];
        y += step[1];
        z += step[2];
      }
      const count = 1 + neighbours[v].length;
      next.set(v, [(own[0] + x) / count, (own[1] + y) / count, (own[2] + z) / count]);
    }
    now = next;
  }
  return now;
}
