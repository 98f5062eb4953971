import { mean } from '../../../geometry/mean.ts';
import { ALPHA_CUTOFF } from '../../../image/alpha-cutoff.ts';
import { piecesOf } from '../../../image/pieces.ts';
import { type HairTexels, texelMm } from './hair-texels.ts';

/** Smaller pieces of hair off the rest, and smaller gaps in it, are left out, mm^2: hair hangs together, and an ear is larger. */
const SCRAP_MM2 = 400;
/** Gaps are shut in hair that covers so much this far around them, mm: where it is thin, at its edge, skin shows. Their own edges are soft. */
const DENSE = 0.8;
const AROUND_MM = 4;

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
  // 0 where no hair may be.
  const inside = new Uint8Array(size * size);
  for (const texel of index) inside[texel] = 1;
  const left = new Uint8Array(size * size);
  index.forEach((texel, i) => {
    if (bare[i] > 0.5) left[texel] = 1;
  });
  const hair = opacity.map((a, texel) => (inside[texel] === 1 && a > 255 * ALPHA_CUTOFF ? 1 : 0));
  const gap = hair.map((own, texel) => inside[texel] - own);
  for (const piece of smaller(piecesOf(hair, size), least)) for (const texel of piece) opacity[texel] = 0;
  const rings = Math.ceil(AROUND_MM / texelMm(texels));
  /** A gap with its soft edge, null where hair around it is thin. */
  const inDenseHair = (piece: readonly number[]): Iterable<number> | null => {
    const met = new Set(piece);
    let rim = piece;
    for (let ring = 0; ring < rings; ring++) {
      rim = [...new Set(rim.flatMap((texel) => beside(texel, size)))].filter((n) => hair[n] === 1 && !met.has(n));
      // Hair that ends within so much is thin.
      if (rim.length === 0) return null;
      for (const n of rim) met.add(n);
    }
    return mean(rim.map((n) => opacity[n])) > 255 * DENSE ? met : null;
  };
  for (const piece of smaller(piecesOf(gap, size), least)) {
    // A gap that is open to where no hair may be is no gap.
    const open = (texel: number): boolean => beside(texel, size).some((n) => inside[n] === 0);
    if (piece.some((texel) => left[texel] === 1 || open(texel))) continue;
    for (const texel of inDenseHair(piece) ?? []) opacity[texel] = 255;
  }
}

/** Texels of each piece that has fewer than `least`. @param pieces [N] as {@link piecesOf} has them */
function smaller(pieces: Int32Array, least: number): number[][] {
  const counts = new Uint32Array(pieces.length);
  for (const piece of pieces) if (piece >= 0) counts[piece]++;
  const out = new Map<number, number[]>();
  pieces.forEach((piece, texel) => {
    if (piece < 0 || counts[piece] >= least) return;
    const own = out.get(piece);
    if (own === undefined) out.set(piece, [texel]);
    else own.push(texel);
  });
  return [...out.values()];
}

/** Charts keep off a texture's rim, so that none wraps around. */
function beside(texel: number, size: number): readonly number[] {
  return [texel - 1, texel + 1, texel - size, texel + size];
}
