import { smoothStep } from '../../../geometry/smooth-step.ts';

/** How far strands blur where hair ends, of its cover. */
const FRAY = 1;
/** Strands around the chart's middle, and how often each changes along its way out. */
const AROUND = 900;
const ALONG = 18;
/** Strands whose ends are told apart, around the middle. */
const ENDS = 1300;
/** Locks of strands end together: so many around the middle, and their shares of the fray; single strands have the rest. */
const LOCKS: readonly (readonly [around: number, share: number])[] = [
  [390, 0.14],
  [140, 0.07],
  [47, 0.04],
];
const SINGLE = 0.75;
/** Of the fray, by which a strand's sides end before its middle does: it tapers. */
const TAPER = 0.35;

/**
 * Noise of strands that run from the chart's middle, the crown, outwards: what lies at hair's rim is frayed along them.
 * @returns -1/2 to 1/2
 */
export function strandNoise(u: number, v: number): number {
  const { turn, along } = fromMiddle(u, v);
  return cellNoise(Math.floor(turn * AROUND), along) - 0.5;
}

/** The same of strands in locks, each of them thinner towards its end. */
export function lockNoise(u: number, v: number): number {
  const { turn, along } = fromMiddle(u, v);
  const around = turn * ENDS;
  const strand = Math.floor(around);
  const side = 2 * (around - strand) - 1;
  const tip = TAPER * (1 / 3 - side * side);
  return LOCKS.reduce(
    (sum, [count, share]) => sum + share * lockAt(turn, along, count),
    SINGLE * ((1 - TAPER) * (cellNoise(strand, along) - 0.5) + tip / 2),
  );
}

/** Turns around the chart's middle, 0..1, and how often strands have changed on the way from it. */
function fromMiddle(u: number, v: number): { readonly turn: number; readonly along: number } {
  const [x, y] = [u - 0.5, v - 0.5];
  return { turn: (Math.atan2(y, x) / Math.PI + 1) / 2, along: Math.hypot(x, y) * 2 * ALONG };
}

function cellNoise(cell: number, along: number): number {
  const j = Math.floor(along);
  const fade = along - j;
  return (1 - fade) * hashed(cell, j) + fade * hashed(cell, j + 1);
}

/** Single strands lie beside each other, locks go over into each other. */
function lockAt(turn: number, along: number, count: number): number {
  const around = turn * count;
  const i = Math.floor(around);
  const s = smoothStep(around, [i, i + 1]);
  return (1 - s) * cellNoise(i, along) + s * cellNoise((i + 1) % count, along) - 0.5;
}

/** Opacity of hair of so much cover, 0..1: a ramp around a half that strands move. */
export function frayed(cover: number, noise: number): number {
  return Math.max(0, Math.min(1, 0.5 + (cover - 0.5 + FRAY * noise) / 0.3));
}

function hashed(i: number, j: number): number {
  let h = Math.imul(i, 0x9e3779b1) ^ Math.imul(j, 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
  return ((h ^ (h >>> 13)) >>> 0) / 2 ** 32;
}
