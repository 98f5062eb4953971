import type { HairTexels } from './hair-texels.ts';
import type { PlacedCover } from './smooth-cover.ts';
import { chartPlace, frayed, lockNoise } from './strands.ts';
import { withoutScraps } from './without-scraps.ts';

/** Nearer to none or all than this no strand ends. */
const SURE = 0.03;
/** Width to either side of the bust's cut over which strands end there, mm. */
const CUT_MM = 6;
/** Texels to either side over which the cover's slope is taken. */
const SLOPE_STEP = 2;

/**
 * How much hair covers [size, size] 0..255: as much as views show. Elsewhere strands end apart where they end,
 * across the hair's edge; where the edge runs along them, at temples and before ears, one lies beside the next and the edge is theirs.
 * Small pieces off the hair and small gaps in it are left out ({@link withoutScraps}).
 * @param cutY level of the bust's cut, mm
 */
export function hairOpacity(texels: HairTexels, { cover, shown }: PlacedCover, cutY: number): Uint8Array {
  const { size, index } = texels;
  const limit = hairLimit(texels, cutY);
  const ending = cover.map((own, i) => Math.min(own, limit[i]));
  const plane = new Float32Array(size * size).fill(Number.NaN);
  index.forEach((texel, i) => {
    plane[texel] = ending[i];
  });
  const out = new Uint8Array(size * size);
  index.forEach((texel, i) => {
    const own = ending[i];
    if (own <= SURE || own >= 1 - SURE) {
      out[texel] = 255 * Math.round(own);
      return;
    }
    const strand = alongStrand(plane, size, texel) * lockNoise(...chartPlace(texel, size));
    const seen = Math.min(cover[i], frayed(limit[i], strand));
    out[texel] = Math.round(255 * (shown[i] * seen + (1 - shown[i]) * frayed(own, strand)));
  });
  withoutScraps(texels, out);
  return out;
}

/** Most that hair may cover [N] 0..1, whatever is seen: it ends at the bust's cut, and around what it leaves bare. */
function hairLimit({ positions, bare }: HairTexels, cutY: number): Float64Array {
  return Float64Array.from(bare, (own, i) =>
    Math.min(1 - own, Math.min(1, Math.max(0, 0.5 + (positions[3 * i + 1] - cutY) / (2 * CUT_MM)))),
  );
}

/** Fourth power of the cosine in the chart between the way to less hair and the strand's way out from the chart's middle. @param plane [size, size] NaN where no hair may be */
function alongStrand(plane: Float32Array, size: number, texel: number): number {
  const at = (step: number): number => {
    const there = plane[texel + step];
    return there === undefined || Number.isNaN(there) ? plane[texel] : there;
  };
  const dx = at(SLOPE_STEP) - at(-SLOPE_STEP);
  const dy = at(SLOPE_STEP * size) - at(-SLOPE_STEP * size);
  const [u, v] = chartPlace(texel, size);
  const [x, y] = [u - 0.5, v - 0.5];
  const both = (dx * dx + dy * dy) * (x * x + y * y);
  return both === 0 ? 1 : ((dx * x + dy * y) ** 2 / both) ** 2;
}
