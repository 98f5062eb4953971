/** How often a strand changes along its way out, in its end and in its colour. */
const ALONG = 18;
const COLOR_ALONG = 6;
/** Width of strands that differ in colour, and of those whose ends are told apart, of the chart: narrower ones would be the texels' stairs. */
const COLOR_WIDTH = 2.5 / 1024;
const END_WIDTH = 3 / 1024;
/** Locks of strands end together: so many strands wide, and their shares of the fray; single strands have the rest. */
const LOCKS: readonly (readonly [strands: number, share: number])[] = [
  [4, 0.25],
  [10, 0.2],
  [30, 0.1],
];
const SINGLE = 0.45;
/** Of the fray, by which a strand's sides end before its middle does: it tapers. */
const TAPER = 0.35;

/** Locks of strands differ in colour as well: so many strands wide, and their shares. */
const SHADES: readonly (readonly [strands: number, share: number])[] = [
  [1, 0.6],
  [8, 0.4],
];

/** Standard deviation of {@link strandNoise} over the chart. */
export const STRAND_DEVIATION = 0.12;

/** u and v of a texel's middle. */
export function chartPlace(texel: number, size: number): readonly [u: number, v: number] {
  return [((texel % size) + 0.5) / size, (Math.floor(texel / size) + 0.5) / size];
}

/** Way from the crown, the chart's middle, 0 to 1 at its edge. */
export function wayOut(u: number, v: number): number {
  return 2 * Math.hypot(u - 0.5, v - 0.5);
}

/** A place of the chart as strands run through it. */
interface OnStrand {
  /** Turns around the chart's middle, 0..1. */
  readonly turn: number;
  /** Way around the middle, of the chart. */
  readonly round: number;
  /** How often strands have changed on the way from the middle. */
  readonly along: number;
}

/**
 * Noise of strands that run from the chart's middle, the crown, outwards, where they part in two whenever they would grow twice as wide; some of
 * it is their locks'.
 * @returns -1/2 to 1/2
 */
export function strandNoise(u: number, v: number): number {
  const place = fromMiddle(u, v, COLOR_ALONG);
  let sum = 0;
  for (const [strands, share] of SHADES) sum += share * parting(place, strands * COLOR_WIDTH, between);
  return sum;
}

/** The same of strands in locks, each of them thinner towards its end. */
export function lockNoise(u: number, v: number): number {
  const place = fromMiddle(u, v, ALONG);
  return LOCKS.reduce(
    (sum, [strands, share]) => sum + share * parting(place, strands * END_WIDTH, between),
    SINGLE * parting(place, END_WIDTH, tapering),
  );
}

function fromMiddle(u: number, v: number, changes: number): OnStrand {
  const [x, y] = [u - 0.5, v - 0.5];
  const radius = Math.hypot(x, y);
  return { turn: (Math.atan2(y, x) / Math.PI + 1) / 2, round: 2 * Math.PI * radius, along: 2 * changes * radius };
}

/** Noise of 2^k strands around the middle, one to two widths each, which goes over to the one of twice as many. */
function parting({ turn, round, along }: OnStrand, width: number, noise: RingNoise): number {
  const level = Math.max(0, Math.log2(round / width));
  const k = Math.floor(level);
  const fade = level - k;
  const count = 1 << k;
  return (1 - fade) * noise(turn * count, count, along) + fade * noise(2 * turn * count, 2 * count, along);
}

/** @param around place among so many strands */
type RingNoise = (around: number, count: number, along: number) => number;

/** Strands that go over into each other. */
const between: RingNoise = (around, count, along) => {
  const i = Math.floor(around);
  const t = around - i;
  const s = t * t * (3 - 2 * t);
  return (1 - s) * cellNoise(i % count, along) + s * cellNoise((i + 1) % count, along) - 0.5;
};

/** Single strands lie beside each other. */
const tapering: RingNoise = (around, count, along) => {
  const i = Math.floor(around);
  const side = 2 * (around - i) - 1;
  return (1 - TAPER) * (cellNoise(i % count, along) - 0.5) + (TAPER * (1 / 3 - side * side)) / 2;
};

function cellNoise(cell: number, along: number): number {
  const j = Math.floor(along);
  const fade = along - j;
  return (1 - fade) * hashed(cell, j) + fade * hashed(cell, j + 1);
}

/** Opacity of hair of so much cover, 0..1: a ramp around a half that strands move. */
export function frayed(cover: number, noise: number): number {
  return Math.max(0, Math.min(1, 0.5 + (cover - 0.5 + noise) / 0.3));
}

function hashed(i: number, j: number): number {
  let h = Math.imul(i, 0x9e3779b1) ^ Math.imul(j, 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
  return ((h ^ (h >>> 13)) >>> 0) / 2 ** 32;
}
