import { median } from '../../geometry/median.ts';

/** How a head is turned, degrees. */
export interface HeadTurn {
  /** > 0 when the subject turns to their left. */
  readonly yaw: number;
  readonly pitch: number;
}

/** Places among turns, and how far the turns lie from them. */
export interface SpreadPlaces {
  readonly places: readonly HeadTurn[];
  /** Median distance of the thinned turns from their places, degrees. */
  readonly spread: number;
}

/** Lloyd's steps; tens are enough. */
const MAX_STEPS = 100;

/** Degrees between two turns, small ones: roll shows nothing that another frame does not. */
export function turnDistance(a: HeadTurn, b: HeadTurn): number {
  return Math.hypot(a.yaw - b.yaw, a.pitch - b.pitch);
}

/** The place nearest to a turn, the first of equals. @param places at least one */
export function nearestPlace(places: readonly HeadTurn[], turn: HeadTurn): number {
  let best = 0;
  for (let c = 1; c < places.length; c++)
    if (turnDistance(places[c], turn) < turnDistance(places[best], turn)) best = c;
  return best;
}

/**
 * At most `count` places, spread evenly over what turns there are: the turns are thinned, each in order that lies `grain` degrees or more
 * from those kept, so that a place where many lie counts no more than one where few do; of the kept ones places are the
 * k means by Lloyd's algorithm, which starts at their quantiles (k + 1/2) / K by yaw.
 */
export function spreadPlaces(turns: readonly HeadTurn[], count: number, grain: number): SpreadPlaces {
  const thinned: HeadTurn[] = [];
  for (const turn of turns) if (thinned.every((other) => turnDistance(turn, other) >= grain)) thinned.push(turn);
  const byYaw = [...thinned].sort((a, b) => a.yaw - b.yaw || a.pitch - b.pitch);
  const wanted = Math.min(count, byYaw.length);
  let places = Array.from({ length: wanted }, (_, k) => byYaw[Math.floor(((k + 0.5) * byYaw.length) / wanted)]);
  for (let step = 0; step < MAX_STEPS; step++) {
    const cells = places.map((): HeadTurn[] => []);
    for (const turn of byYaw) cells[nearestPlace(places, turn)].push(turn);
    const means = cells.map((cell, c) => (cell.length === 0 ? places[c] : meanTurn(cell)));
    if (means.every((mean, c) => turnDistance(mean, places[c]) === 0)) break;
    places = means;
  }
  return { places, spread: median(byYaw.map((turn) => turnDistance(turn, places[nearestPlace(places, turn)]))) };
}

function meanTurn(turns: readonly HeadTurn[]): HeadTurn {
  const mean = (of: (turn: HeadTurn) => number): number =>
    turns.reduce((sum, turn) => sum + of(turn), 0) / turns.length;
  return { yaw: mean(({ yaw }) => yaw), pitch: mean(({ pitch }) => pitch) };
}
