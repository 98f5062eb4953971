import type { HairTexels } from './hair-texels.ts';
import { texelMm } from './smooth-cover.ts';

/** What viewers cut hair at, of 255. */
const CUT = 0.3 * 255;
/** Smaller pieces of hair off the rest, and smaller gaps in it, are left out, mm^2: hair hangs together, and an ear is larger. */
const SCRAP_MM2 = 400;

/**
 * Takes off pieces of hair that hang together with nothing, and shuts small gaps: what pixels say of one strand, an ear's folds behind
 * hair, or a class between two others is not as sure as that hair is whole.
 * @param opacity [size, size] changed
 */
export function withoutScraps(
  texels: Pick<HairTexels, 'index' | 'positions' | 'size' | 'bare'>,
  opacity: Uint8Array,
): void {
  const { index, size, bare } = texels;
  const least = SCRAP_MM2 / texelMm(texels) ** 2;
  const inside = new Uint8Array(size * size);
  for (const texel of index) inside[texel] = 1;
  const left = new Uint8Array(size * size);
  index.forEach((texel, i) => {
    if (bare[i] > 0.5) left[texel] = 1;
  });
  const hair = opacity.map((a) => (a > CUT ? 1 : 0));
  for (const piece of pieces(hair, inside, size)) {
    if (piece.length >= least) continue;
    const own = hair[piece[0]];
    if (own === 0 && piece.some((texel) => left[texel] === 1)) continue;
    // A gap that is open to where no hair may be is no gap.
    if (own === 0 && piece.some((texel) => beside(texel, size).some((n) => inside[n] === 0))) continue;
    for (const texel of piece) opacity[texel] = own === 1 ? 0 : 255;
  }
}

/** Texels that hang together, side by side, of one kind. @param kind [size, size] @param inside [size, size] 1 for those that count */
function pieces(kind: Uint8Array, inside: Uint8Array, size: number): Uint32Array[] {
  const met = new Uint8Array(kind.length);
  const order = new Uint32Array(kind.length);
  const out: Uint32Array[] = [];
  let count = 0;
  for (let first = 0; first < kind.length; first++) {
    if (inside[first] === 0 || met[first] === 1) continue;
    const from = count;
    order[count++] = first;
    met[first] = 1;
    for (let k = from; k < count; k++)
      for (const n of beside(order[k], size)) {
        if (inside[n] !== 1 || met[n] === 1 || kind[n] !== kind[first]) continue;
        met[n] = 1;
        order[count++] = n;
      }
    out.push(order.subarray(from, count));
  }
  return out;
}

/** Charts keep off a texture's rim, so that none wraps around. */
function beside(texel: number, size: number): readonly number[] {
  return [texel - 1, texel + 1, texel - size, texel + size];
}
