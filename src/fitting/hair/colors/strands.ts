/** How far strands blur where hair ends, of its cover. */
const FRAY = 0.8;
/** Strands around the chart's middle, and how often each changes along its way out. */
const AROUND = 900;
const ALONG = 18;
/** Locks of strands end together: so many around the middle, and their shares of the fray. */
const LOCKS: readonly (readonly [around: number, share: number])[] = [
  [AROUND, 0.4],
  [210, 0.35],
  [55, 0.25],
];

/**
 * Noise of strands that run from the chart's middle, the crown, outwards: what lies at hair's rim is frayed along them.
 * @returns -1/2 to 1/2
 */
export function strandNoise(u: number, v: number): number {
  return noiseOf(u, v, AROUND);
}

/** The same of strands in locks. */
export function lockNoise(u: number, v: number): number {
  return LOCKS.reduce((sum, [around, share]) => sum + share * noiseOf(u, v, around), 0);
}

function noiseOf(u: number, v: number, count: number): number {
  const [x, y] = [u - 0.5, v - 0.5];
  const around = ((Math.atan2(y, x) / Math.PI + 1) / 2) * count;
  const along = Math.hypot(x, y) * 2 * ALONG;
  const [i, j] = [Math.floor(around), Math.floor(along)];
  // Single strands lie beside each other, locks go over into each other.
  const s = count === AROUND ? 0 : smooth(around - i);
  const fade = along - j;
  const at = (k: number): number => (1 - fade) * hashed(k, j) + fade * hashed(k, j + 1);
  return (1 - s) * at(i) + (s === 0 ? 0 : s * at((i + 1) % count)) - 0.5;
}

function smooth(t: number): number {
  return t * t * (3 - 2 * t);
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
