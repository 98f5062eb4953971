/** Some texels of a texture. */
interface SomeTexels {
  /** Along a side of the texture. */
  readonly size: number;
  /** [N] */
  readonly index: Uint32Array;
}

/** A square of the texture. */
export interface TexelSquare {
  /** Along a side of the texture. */
  readonly size: number;
  /** The square's first texel, and its side. */
  readonly left: number;
  readonly top: number;
  readonly side: number;
}

/** The square that holds the texels with a share [N], and `margin` texels beside them; null where none has any. */
export function squareAround(
  { size, index }: SomeTexels,
  share: ArrayLike<number>,
  margin: number,
): TexelSquare | null {
  let [left, top, right, bottom] = [size, size, -1, -1];
  index.forEach((texel, i) => {
    if (share[i] === 0) return;
    const [x, y] = [texel % size, Math.floor(texel / size)];
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
  });
  if (right < 0) return null;
  const side = Math.min(size, Math.max(right - left, bottom - top) + 1 + 2 * margin);
  const first = (at: number): number => Math.max(0, Math.min(size - side, at - margin));
  return { size, left: first(left), top: first(top), side };
}

/** Where a texel lies in a square; -1 outside. */
export function placeIn({ size, left, top, side }: TexelSquare, texel: number): number {
  const [x, y] = [(texel % size) - left, Math.floor(texel / size) - top];
  return x >= 0 && y >= 0 && x < side && y < side ? y * side + x : -1;
}
